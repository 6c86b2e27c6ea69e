import { encodeServerFrame } from '@arc-chat/protocol';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import { isCrowd } from './presence.ts';
import type { Seat, World } from './ports.ts';

const postsAtOnce = 64;

/** During `$connect` every post answers "gone"; a younger seat may be about to open its socket. */
const settledAfterMs = 30_000;

/**
 * Posts a frame to each of these seats and waits for every post. A seat whose socket is gone is removed, that one and
 * no other, and its person's departure told; any other failure removes nothing, for it says nothing about the socket.
 */
export async function deliver(world: World, seats: Seat[], frame: ServerFrame): Promise<void> {
  const data = encodeServerFrame(frame);
  const waiting = seats.values();
  const gone: Seat[] = [];
  const post = async () => {
    for (const seat of waiting) {
      if ((await world.sockets.post(seat.connection, data)) === 'gone') gone.push(seat);
    }
  };
  await Promise.all(Array.from({ length: Math.min(postsAtOnce, seats.length) }, post));
  for (const { room, connection } of gone) {
    const removed = await world.seats.remove(room, connection, world.now() - settledAfterMs);
    if (removed) await tellDeparture(world, removed);
  }
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

/** After a seat was removed, by whoever removed it. The time is taken before the seats are read. */
export async function tellDeparture(world: World, { room, user, connection }: Seat): Promise<void> {
  const at = world.now();
  const seats = await world.seats.inRoom(room);
  if (seats.some((seat) => seat.user === user && seat.lease > at)) return;
  await tellOthers(world, seats, connection, { type: 'departed', room, user, at });
}
