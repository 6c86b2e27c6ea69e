/** The little that we use of it; it has no types of its own. */
declare module '@architect/sandbox' {
  const sandbox: {
    start(options: { cwd: string; host: string; port: number }): Promise<unknown>;
    end(): Promise<unknown>;
  };
  export default sandbox;
}
