/**
 * Tells the operator of an error: its stack, which begins with its message. Whatever else an error carries may be
 * somebody's words.
 */
export function report(error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? String(error)) : error);
}
