import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { deliver, tellOthers } from './deliver.ts';
import { fit, newestPage, pageAfter, shortPage } from './history.ts';
import { peopleOf, rosterOf } from './presence.ts';
import type { Ports } from './ports.ts';

/** Answers with the messages above the cursor, or with the newest page, and tells the others of the arrival. */
export async function hello(ports: Ports, connection: string, frame: Frame<ClientFrame, 'hello'>): Promise<void> {
  const { room } = frame;
  // The seat was taken before this reads the log, so a message that the read misses is delivered to it.
  const seat = await admit(ports, room, connection, 'hello');
  const at = ports.now();
  const cursor = frame.after === undefined ? undefined : frame;
  const [resumed, newest, seats] = await Promise.all([
    cursor && pageAfter(ports, room, cursor),
    cursor ? undefined : newestPage(ports, room),
    rosterOf(ports, room),
  ]);
  const history = resumed ?? newest ?? (await shortPage(ports, room));
  const people = peopleOf(seats, at);
  const you = { user: seat.user, name: seat.name };
  const asked = cursor && { after: cursor.after };
  await deliver(
    ports,
    [seat],
    fit(
      { type: 'welcome', room, ...asked, you, ...history, at, ...(people && { people }) },
      resumed ? 'oldest' : 'newest',
    ),
  );
  await tellOthers(ports, seats, connection, { type: 'arrived', room, ...you, at });
}
