/**
 * Logs an error for the operator: its stack, beginning with its message. The error's other properties are left out,
 * because they may hold a user's text.
 */
export function report(error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? String(error)) : error);
}
