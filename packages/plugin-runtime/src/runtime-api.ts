import { request } from 'node:http';

/** An event and what AWS sends along with it. */
export type Invocation = { id: string; deadlineMs: number; arn: string; event: unknown };

/** How an error travels: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror */
export type Failure = { errorType: string; errorMessage: string; stackTrace: string[] };

type Answer = { status: number | undefined; header: (name: string) => string; body: string };

function send(method: 'GET' | 'POST', url: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // No agent: a connection kept open is one that the sandbox may close just as it is used again.
    const call = request(url, { method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          header: (name) => String(response.headers[name] ?? ''),
          body: text,
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** The Lambda runtime API at `base`, which in the sandbox serves a single invocation. */
export function runtimeApi(base: string) {
  const url = (path: string) => `${base}/2018-06-01/runtime/${path}`;
  return {
    /** Throws when the invocation is over already. */
    async next(): Promise<Invocation> {
      const { status, header, body } = await send('GET', url('invocation/next'));
      if (status !== 200) throw new Error(`the runtime API answered ${status}`);
      return {
        id: header('lambda-runtime-aws-request-id'),
        deadlineMs: Number(header('lambda-runtime-deadline-ms')),
        arn: header('lambda-runtime-invoked-function-arn'),
        event: JSON.parse(body),
      };
    },
    respond: (id: string, body: string) => send('POST', url(`invocation/${id}/response`), body),
    fail: (id: string, failure: Failure) => send('POST', url(`invocation/${id}/error`), JSON.stringify(failure)),
    failToStart: (failure: Failure) => send('POST', url('init/error'), JSON.stringify(failure)),
  };
}

/** Anything can be thrown. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), stackTrace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, stackTrace: thrown.stack?.split('\n') ?? [] };
}
