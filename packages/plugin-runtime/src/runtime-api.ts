import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer, Invocation } from './invocation.ts';

async function send(method: 'GET' | 'POST', url: string, body = ''): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // No agent: a connection kept open is one that the sandbox may close just as it is used again.
  request(url, { method, agent: false }, resolve).on('error', reject).end(body);
  return promise;
}

/** Lambda's runtime API, which in the sandbox is one of its own for each invocation. */
export type RuntimeApi = {
  /** The event and what comes with it. Rejects when the sandbox has given up on the invocation. */
  next(): Promise<Omit<Invocation, 'deadlineMs'>>;
  answer(answer: Answer): Promise<void>;
};

export function runtimeApi(base: string): RuntimeApi {
  const url = (path: string) => `${base}/2018-06-01/runtime/${path}`;
  const id = base.slice(base.lastIndexOf('/') + 1);
  return {
    async next() {
      const response = await send('GET', url('invocation/next'));
      const event = await text(response);
      if (response.statusCode !== 200) throw new Error(`the runtime API answered ${response.statusCode}`);
      return { id, arn: String(response.headers['lambda-runtime-invoked-function-arn']), event };
    },
    async answer({ path, body }) {
      const response = await send('POST', url(path === 'init/error' ? path : `invocation/${id}/${path}`), body);
      response.resume();
    },
  };
}
