import { cleanName, limits } from '@arc-chat/protocol';
import { leaseFrom } from './admit.ts';
import { tellDepartures, tellOthers } from './deliver.ts';
import { rosterOf } from './presence.ts';
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
export type Entered = 'ok' | 'other-origin' | 'used-ticket' | 'room-full';

/**
 * Takes a seat for a new connection. A used ticket takes no seat, nor does a ticket that was made for a page of another
 * origin: that page could have requested the ticket with this person's cookie. A full room takes nobody.
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
  const since = ports.now();
  if (!(await ports.tickets.use(ticket.jti, since))) return 'used-ticket';
  const { room, sub: user } = ticket;
  if (!(await makePlace(ports, room, address))) return 'room-full';
  const name = cleanName(ticket.name);
  const seat: Seat = { room, connection, user, name, version, since, lease: leaseFrom(since), address };
  // The connection first, so that every seat can be found by its connection. If `leave` overtakes these writes, the
  // seat stays behind: its lease runs out, and the first post that answers "gone" removes it.
  await ports.connections.add(connection, room, since);
  await ports.seats.take(seat);
  if (version === 0) {
    // A classic client sends no hello, so its arrival is told here.
    const seats = await rosterOf(ports, room);
    await tellOthers(ports, seats, connection, { type: 'arrived', room, user, name, at: ports.now() });
  }
  return 'ok';
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
