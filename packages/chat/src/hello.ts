import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { deliver, tellOthers } from './deliver.ts';
import { fit, newer, noHistory, older } from './history.ts';
import { peopleOf, rosterOf } from './presence.ts';
import type { World } from './ports.ts';

/** Answers with the history from the cursor on, or the newest page, and tells the others who arrived. */
export async function hello(world: World, connection: string, frame: Frame<ClientFrame, 'hello'>): Promise<void> {
  const { room } = frame;
  // The seat was taken at the door, before this reads the log: what is said from here on is delivered to it.
  const seat = await admit(world, room, connection);
  const at = world.now();
  const cursor = frame.after === undefined ? undefined : frame;
  const [resumed, newest, seats] = await Promise.all([
    cursor && newer(world, room, cursor),
    cursor ? undefined : older(world, room),
    rosterOf(world, room),
  ]);
  const history = resumed ?? newest ?? (await older(world, room));
  const people = peopleOf(seats, at);
  const you = { user: seat.user, name: seat.name };
  await deliver(
    world,
    [seat],
    fit({ type: 'welcome', room, you, ...history, at, ...(people && { people }) }, resumed ? 'oldest' : 'newest'),
  );
  await tellOthers(world, seats, connection, { type: 'arrived', room, ...you, at });
}

/** Answers a question about the history. The one about what is newer is also the heartbeat. */
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

/** Tells the others that somebody is typing; nothing is kept of it. */
export async function typing(world: World, connection: string, { room }: Frame<ClientFrame, 'typing'>): Promise<void> {
  const { user, name } = await admit(world, room, connection);
  await tellOthers(world, await rosterOf(world, room), connection, { type: 'typing', room, user, name });
}
