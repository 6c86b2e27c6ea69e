import { encodeServerFrame } from '@arc-chat/protocol';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import { isCrowd, rosterOf } from './presence.ts';
import type { Seat, Ports } from './ports.ts';

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

/** Tells everybody but this connection, unless they are a crowd. A classic client would not know what to do with it. */
export async function tellOthers(ports: Ports, seats: Seat[], connection: string, frame: ServerFrame): Promise<void> {
  if (isCrowd(seats)) return;
  const others = seats.filter((seat) => seat.version > 0 && seat.connection !== connection);
  await deliver(ports, others, frame);
}

/** After seats of a room were removed, by whoever removed them. The time is taken before the seats are read. */
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
