/** These packages have no types. Only the parts that we use are declared. */
declare module '@architect/sandbox' {
  const sandbox: {
    start(options: { cwd: string; host: string; port: number }): Promise<unknown>;
    end(): Promise<unknown>;
  };
  export default sandbox;
}

declare module '@architect/inventory' {
  type Inventory = { inv: { app: string; aws: { region: string; profile: string | null } } };
  export default function inventory(options: { cwd: string; deployStage: string; region: string }): Promise<Inventory>;
}

declare module '@architect/utils' {
  export function toLogicalID(name: string): string;
}
