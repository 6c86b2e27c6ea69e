import { cleanName, limits } from '@arc-chat/protocol';
import { leaseFrom } from './admit.ts';
import { blockOf } from './block.ts';
import { tellDepartures, tellOthers } from './deliver.ts';
import { isFull, rosterOf } from './presence.ts';
import type { DoorCode } from '@arc-chat/protocol';
import type { Blocked, Entrant } from './block.ts';
import type { Ports, Seat } from './ports.ts';

/** At most so many silent sockets are closed for one arrival. */
const atOnce = 10;

/** The claims of a ticket that was verified and has not expired. */
export interface Ticket {
  jti: string;
  sub: string;
  name: string;
  room: string;
  origin: string;
}

/** The outcome of an attempt to enter, for the operator. The client only sees that its socket does not open. */
export type Entered = 'ok' | 'other-origin' | 'used-ticket' | DoorCode;

/**
 * Takes a seat for a new connection. A used ticket takes no seat, nor does a ticket that was made for a page of another
 * origin: that page could have requested the ticket with this person's cookie. A full room takes nobody. Blocks are read
 * again after the seat was taken, so that a block and a new seat cannot miss each other: see operator.ts.
 *
 * @param entering `origin` is the `Origin` header of the request for the socket, and `address` a tag of where it came from
 */
export async function enter(
  ports: Ports,
  connection: string,
  entering: { ticket: Ticket; origin: string | undefined; version: number; address: string },
): Promise<Entered> {
  const { ticket, origin, version, address } = entering;
  if (origin !== ticket.origin) return 'other-origin';
  const { room, sub: user } = ticket;
  const since = ports.now();
  const [isFirst, blocked] = await Promise.all([
    ports.tickets.use(ticket.jti, since),
    blockOf(ports, { room, user, address }),
  ]);
  if (!isFirst) return 'used-ticket';
  if (blocked) return blocked;
  if (!(await makePlace(ports, room, address))) return 'room-full';
  const name = cleanName(ticket.name);
  const seat: Seat = { room, connection, user, name, version, since, lease: leaseFrom(since), address };
  // The connection first, so that every seat can be found by its connection. If `leave` overtakes these writes, the
  // seat stays behind: its lease runs out, and the first post that answers "gone" removes it.
  await ports.connections.add(connection, room, since);
  await ports.seats.take(seat);
  const late = await blockedMeanwhile(ports, seat);
  if (late) return late;
  if (version === 0) {
    // A classic client sends no hello, so its arrival is told here.
    const seats = await rosterOf(ports, room);
    await tellOthers(ports, seats, connection, { type: 'arrived', room, user, name, at: ports.now() });
  }
  return 'ok';
}

/** Gives a new seat back if a block keeps the person out, or if nobody can tell: the socket will not open. */
async function blockedMeanwhile(ports: Ports, seat: Seat): Promise<Blocked | undefined> {
  let mayStay = false;
  try {
    const blocked = await blockOf(ports, seat);
    mayStay = blocked === undefined;
    return blocked;
  } finally {
    if (!mayStay) {
      await ports.seats.remove(seat.room, seat.connection);
      await ports.connections.remove(seat.connection);
    }
  }
}

/** The reason that would keep a person out. The page shows it; `enter` looks again. */
export async function refusalAtDoor(
  ports: Pick<Ports, 'blocks' | 'now' | 'seats'>,
  entrant: Entrant,
): Promise<DoorCode | undefined> {
  const [blocked, full] = await Promise.all([blockOf(ports, entrant), isFull(ports, entrant.room, entrant.address)]);
  return blocked ?? (full ? 'room-full' : undefined);
}

/**
 * Whether the room has a place for one more seat from this address. A seat with an expired lease makes way: its client
 * has been silent for ten minutes, or the end of its socket was never told.
 */
async function makePlace(ports: Ports, room: string, address: string): Promise<boolean> {
  const now = ports.now();
  const seats = await ports.seats.inRoom(room, { isStale: true });
  const same = seats.filter((seat) => seat.address === address);
  const isFromOne = same.length >= limits.addressSeats;
  if (!isFromOne && seats.length < limits.roomSeats) return true;
  const expired = (isFromOne ? same : seats).filter(({ lease }) => lease <= now).slice(0, atOnce);
  const removed = await Promise.all(
    expired.map(async ({ connection }) => {
      // Of several arrivals at once, only one gets this place. A client that has come back meanwhile keeps it.
      if (!(await ports.seats.remove(room, connection, { expiredBy: now }))) return false;
      await ports.sockets.close(connection);
      await ports.connections.remove(connection);
      return true;
    }),
  );
  return removed.includes(true);
}

/**
 * Removes the seat of a connection. Of several calls, only the call that removes the seat sends the farewell and tells
 * the room. The connection is removed after its seat: if a call dies in between, the next call can still finish.
 *
 * @returns the connection's room; undefined if the connection is not known any more
 */
export async function leave(
  ports: Ports,
  connection: string,
  farewell?: () => Promise<void>,
): Promise<string | undefined> {
  const room = await ports.connections.roomOf(connection);
  if (room === undefined) return undefined;
  const seat = await ports.seats.remove(room, connection);
  if (seat) await farewell?.();
  await ports.connections.remove(connection);
  if (seat) await tellDepartures(ports, [seat]);
  return room;
}
