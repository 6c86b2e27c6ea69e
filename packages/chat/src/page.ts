import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { deliver } from './deliver.ts';
import { fit, newer, noHistory, older } from './history.ts';
import { peopleOf, rosterOf } from './presence.ts';
import type { World } from './ports.ts';

/** Answers a question about the history. The question for newer messages is also the heartbeat. */
export async function page(world: World, connection: string, frame: Frame<ClientFrame, 'page'>): Promise<void> {
  const { room } = frame;
  const seat = await admit(world, room, connection);
  const answer = frame.before === undefined ? await after(world, room, frame) : await before(world, room, frame.before);
  await deliver(world, [seat], answer);
}

async function before(world: World, room: string, seq: number): Promise<Frame<ServerFrame, 'page'>> {
  return fit({ type: 'page', room, before: seq, ...(await older(world, room, seq)) }, 'newest');
}

async function after(world: World, room: string, cursor: { log: string | null; after: number }) {
  const at = world.now();
  const [history, seats] = await Promise.all([newer(world, room, cursor), rosterOf(world, room)]);
  const people = peopleOf(seats, at);
  const found = history ?? (await noHistory(world, room));
  return fit({ type: 'page' as const, room, after: cursor.after, ...found, at, ...(people && { people }) }, 'oldest');
}
