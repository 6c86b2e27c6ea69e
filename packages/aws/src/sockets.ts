import { setTimeout } from 'node:timers/promises';
import arc from '@architect/functions';
import { report } from './report.ts';
import type { Sockets } from '@arc-chat/chat';

/** One socket that does not take its message must not hold up the rest. */
const patienceMs = 2_000;

/** The part of `arc.ws` that is used here. */
interface Api {
  send(params: { id: string; payload: string }): Promise<unknown>;
  close(params: { id: string }): Promise<unknown>;
}

/** Whether it says that there is no such connection: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
const isGone = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 410;

/**
 * Whether it is about us, a missing permission or a wrong address, rather than about one socket on its way out, or whose
 * reader is too slow, which is a 429.
 */
const isOurs = (error: unknown) =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode < 500 &&
  error.statusCode !== 429;

async function attempt(call: Promise<unknown>, patience: number): Promise<'delivered' | 'gone' | 'failed'> {
  const answered = new AbortController();
  const outcome = call.then(
    () => 'delivered' as const,
    (error: unknown) => {
      if (isGone(error)) return 'gone' as const;
      if (isOurs(error)) report(error);
      return 'failed' as const;
    },
  );
  const tooLate = setTimeout(patience, 'failed' as const, { signal: answered.signal }).catch(() => 'failed' as const);
  const first = await Promise.race([outcome, tooLate]);
  answered.abort();
  return first;
}

export const socketsOver = (api: Api, patience = patienceMs): Sockets => ({
  post: (id, payload) => attempt(api.send({ id, payload }), patience),
  async close(id) {
    await attempt(api.close({ id }), patience);
  },
});

export const sockets = socketsOver(arc.ws);
