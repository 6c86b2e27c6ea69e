import { encodeServerFrame } from '@arc-chat/protocol';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import { isCrowd, rosterOf } from './presence.ts';
import type { Ports, Seat } from './ports.ts';

const atOnce = 64;

/** During `$connect` every post answers "gone". The socket of a seat younger than this may be about to open. */
const settledAfterMs = 30_000;

/** Runs the task for every item, at most `atOnce` at a time. */
async function forEach<T>(items: T[], task: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
}

/**
 * Posts a frame to each seat and waits for all posts. If a socket is gone, only its own seat is removed, and the
 * departure is told. Any other failure removes nothing, because the socket may still be open.
 */
export async function deliver(ports: Ports, seats: Seat[], frame: ServerFrame): Promise<void> {
  const data = encodeServerFrame(frame);
  const gone: Seat[] = [];
  await forEach(seats, async (seat) => {
    if ((await ports.sockets.post(seat.connection, data)) === 'gone') gone.push(seat);
  });
  const removed: Seat[] = [];
  await forEach(gone, async ({ room, connection }) => {
    const seat = await ports.seats.remove(room, connection, ports.now() - settledAfterMs);
    if (seat) removed.push(seat);
  });
  await tellDepartures(ports, removed);
}

export async function refuse(ports: Ports, connection: string, refused: Refused): Promise<void> {
  await ports.sockets.post(connection, encodeServerFrame(refused));
}

/** Sends a frame to all but this connection, unless they are a crowd. Classic clients do not know such frames. */
export async function tellOthers(ports: Ports, seats: Seat[], connection: string, frame: ServerFrame): Promise<void> {
  if (isCrowd(seats)) return;
  const others = seats.filter((seat) => seat.version > 0 && seat.connection !== connection);
  await deliver(ports, others, frame);
}

/**
 * Tells the room of the people who left with the removed seats. A person with another unexpired seat has not left. The
 * time is taken before the seats are read, so an arrival that the read misses is newer than the departure.
 */
export async function tellDepartures(ports: Ports, removed: Seat[]): Promise<void> {
  const [first] = removed;
  if (!first) return;
  const { room } = first;
  const at = ports.now();
  const seats = await rosterOf(ports, room);
  const present = new Set(seats.filter(({ lease }) => lease > at).map(({ user }) => user));
  for (const user of new Set(removed.map((seat) => seat.user))) {
    if (!present.has(user)) await tellOthers(ports, seats, first.connection, { type: 'departed', room, user, at });
  }
}
