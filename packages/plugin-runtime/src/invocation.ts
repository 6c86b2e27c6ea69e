/** One call for a worker. The event is unparsed JSON: only the worker needs its content. */
export type Invocation = { id: string; arn: string; deadlineMs: number; event: string };

/** The result of a call: a path in the runtime API, the JSON to post there, and whether the worker can be reused. */
export type Answer = { path: 'response' | 'error' | 'init/error'; body: string; reusable: boolean };

/** An error in Lambda's format: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror */
export function failure(errorType: string, errorMessage: string, stackTrace: string[] = []): string {
  return JSON.stringify({ errorType, errorMessage, stackTrace });
}

/** A thrown value in Lambda's format. Code can throw any value. */
export function failureOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return failure(typeof thrown, String(thrown));
  return failure(thrown.name, thrown.message, thrown.stack?.split('\n'));
}
