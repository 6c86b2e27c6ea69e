import type { ClientFrame, Cursor, Frame, ServerFrame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { deliver } from './deliver.ts';
import { assertStored, fit, gapIn, noHistory, pageAfter, pageBefore } from './history.ts';
import { peopleOf, rosterOf } from './presence.ts';
import type { Ports } from './ports.ts';

/** Answers with a page of the history. A `page` with a cursor is also the client's heartbeat. */
export async function page(ports: Ports, connection: string, frame: Frame<ClientFrame, 'page'>): Promise<void> {
  const { room } = frame;
  const seat = await admit(ports, room, connection, 'page');
  const answer = frame.before === undefined ? await after(ports, room, frame) : await before(ports, room, frame.before);
  await deliver(ports, [seat], answer);
}

async function before(ports: Ports, room: string, seq: number): Promise<Frame<ServerFrame, 'page'>> {
  return fit({ type: 'page', room, before: seq, ...(await pageBefore(ports, room, seq)) }, 'newest');
}

async function after(ports: Ports, room: string, cursor: Cursor) {
  const at = ports.now();
  const [history, seats] = await Promise.all([pageAfter(ports, room, cursor), rosterOf(ports, room)]);
  // Without this check, the client would ask for the missing row for ever, and nobody would notice.
  const gap = history && gapIn(history.messages, cursor.after + 1);
  if (gap !== undefined) await assertStored(ports, room, gap);
  const people = peopleOf(seats, at);
  const found = history ?? (await noHistory(ports, room));
  return fit({ type: 'page' as const, room, after: cursor.after, ...found, at, ...(people && { people }) }, 'oldest');
}
