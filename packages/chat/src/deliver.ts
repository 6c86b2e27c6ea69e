import { encodeServerFrame } from '@arc-chat/protocol';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import { isCrowd, rosterOf } from './presence.ts';
import type { Seat, World } from './ports.ts';

const atOnce = 64;

/** During `$connect` every post answers "gone"; a younger seat may be about to open its socket. */
const settledAfterMs = 30_000;

/** Does something with each of them, a bounded number at once. */
async function forEach<T>(items: T[], task: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
}

/**
 * Posts a frame to each of these seats and waits for every post. A seat whose socket is gone is removed, that one and
 * no other, and its person's departure told; any other failure removes nothing, for it says nothing about the socket.
 */
export async function deliver(world: World, seats: Seat[], frame: ServerFrame): Promise<void> {
  const data = encodeServerFrame(frame);
  const gone: Seat[] = [];
  await forEach(seats, async (seat) => {
    if ((await world.sockets.post(seat.connection, data)) === 'gone') gone.push(seat);
  });
  const removed: Seat[] = [];
  await forEach(gone, async ({ room, connection }) => {
    const seat = await world.seats.remove(room, connection, world.now() - settledAfterMs);
    if (seat) removed.push(seat);
  });
  await tellDepartures(world, removed);
}

export async function refuse(world: World, connection: string, refused: Refused): Promise<void> {
  await world.sockets.post(connection, encodeServerFrame(refused));
}

/** Tells everybody but this connection, unless they are a crowd. A classic client would not know what to do with it. */
export async function tellOthers(world: World, seats: Seat[], connection: string, frame: ServerFrame): Promise<void> {
  if (isCrowd(seats)) return;
  const others = seats.filter((seat) => seat.version > 0 && seat.connection !== connection);
  await deliver(world, others, frame);
}

/** After seats of a room were removed, by whoever removed them. The time is taken before the seats are read. */
export async function tellDepartures(world: World, removed: Seat[]): Promise<void> {
  const [first] = removed;
  if (!first) return;
  const { room } = first;
  const at = world.now();
  const seats = await rosterOf(world, room);
  const present = new Set(seats.filter(({ lease }) => lease > at).map(({ user }) => user));
  for (const user of new Set(removed.map((seat) => seat.user))) {
    if (!present.has(user)) await tellOthers(world, seats, first.connection, { type: 'departed', room, user, at });
  }
}
