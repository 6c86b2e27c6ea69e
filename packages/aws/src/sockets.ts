import { setTimeout } from 'node:timers/promises';
import arc from '@architect/functions';
import { report } from './report.ts';
import type { Sockets } from '@arc-chat/chat';

/** The timeout of one call: a slow socket must not delay the others. */
const patienceMs = 2_000;

/** The part of `arc.ws` that is used here. */
interface Api {
  send(params: { id: string; payload: string }): Promise<unknown>;
  close(params: { id: string }): Promise<unknown>;
}

/** Whether the connection does not exist: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
const isGone = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 410;

/**
 * Whether the error is our fault: a missing permission or a wrong address. A 429 is not: the client reads too slowly. A
 * 5xx or an error without a status may concern only one closing socket.
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
