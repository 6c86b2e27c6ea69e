import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { deliver, tellOthers } from './deliver.ts';
import { fit, newer, older } from './history.ts';
import { peopleOf, rosterOf } from './presence.ts';
import type { World } from './ports.ts';

/** Answers with the history from the cursor on, or the newest page, and tells the others who arrived. */
export async function hello(world: World, connection: string, frame: Frame<ClientFrame, 'hello'>): Promise<void> {
  const { room } = frame;
  // The seat was taken at the door, before this reads the log: every later message is delivered to it.
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
