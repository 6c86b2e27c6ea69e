/** What a worker is asked. The event is JSON, which only the worker needs to read. */
export type Invocation = { id: string; arn: string; deadlineMs: number; event: string };

/** What becomes of it: where in the runtime API it goes, the JSON to post there, and whether the worker can go on. */
export type Answer = { path: 'response' | 'error' | 'init/error'; body: string; reusable: boolean };

/** How Lambda words an error: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror */
export function failure(errorType: string, errorMessage: string, stackTrace: string[] = []): string {
  return JSON.stringify({ errorType, errorMessage, stackTrace });
}

/** The same for what was thrown, which can be anything. */
export function failureOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return failure(typeof thrown, String(thrown));
  return failure(thrown.name, thrown.message, thrown.stack?.split('\n'));
}
