import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer, Invocation } from './invocation.ts';

async function send(method: 'GET' | 'POST', url: string, body = ''): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // No agent: the sandbox may close a kept connection in the moment of its reuse.
  request(url, { method, agent: false }, resolve).on('error', reject).end(body);
  return promise;
}

/** Lambda's runtime API. In the sandbox, each invocation has its own. */
export type RuntimeApi = {
  /** The event, with its id and its function's ARN. Rejects if the sandbox has given up on the invocation. */
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
