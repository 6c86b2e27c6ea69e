/** These packages have no types. Only the parts that we use are declared. */
declare module '@architect/sandbox' {
  import type { Inventory } from '@architect/inventory';
  const sandbox: {
    start(options: {
      cwd: string;
      host: string;
      port: number;
      inventory?: Inventory;
      env?: Record<string, string>;
    }): Promise<unknown>;
    end(): Promise<unknown>;
  };
  export default sandbox;
}

declare module '@architect/inventory' {
  /** A table, or an index of a table. The types are String or Number. */
  export type Keyed = {
    name: string;
    partitionKey: string;
    partitionKeyType: string;
    sortKey: string | null;
    sortKeyType: string | null;
  };

  export type Inventory = {
    inv: {
      app: string;
      aws: { region: string; profile: string | null };
      tables: Keyed[] | null;
      'tables-indexes': (Keyed & { indexName?: string | null })[] | null;
      _project: { env: { local: { testing?: Record<string, string> } | null } };
    };
  };

  /** @param options `rawArc` is the text of an app.arc */
  export default function inventory(
    options: { cwd: string; deployStage?: string; region?: string } | { rawArc: string },
  ): Promise<Inventory>;
}

declare module '@architect/utils' {
  export function toLogicalID(name: string): string;
}
