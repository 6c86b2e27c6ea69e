import { setTimeout } from 'node:timers/promises';
import arc from '@architect/functions';
import type { Sockets } from '@arc-chat/chat';

/** One socket that does not take its message must not hold up the rest. */
const patienceMs = 2_000;

const isGone = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 410;

async function attempt(call: Promise<unknown>): Promise<'delivered' | 'gone' | 'failed'> {
  const answered = new AbortController();
  const outcome = call.then(
    () => 'delivered' as const,
    (error: unknown) => (isGone(error) ? ('gone' as const) : ('failed' as const)),
  );
  const patience = setTimeout(patienceMs, 'failed' as const, { signal: answered.signal }).catch(
    () => 'failed' as const,
  );
  const first = await Promise.race([outcome, patience]);
  answered.abort();
  return first;
}

export const sockets: Sockets = {
  post: (id, payload) => attempt(arc.ws.send({ id, payload })),
  async close(id) {
    await attempt(arc.ws.close({ id }));
  },
};
