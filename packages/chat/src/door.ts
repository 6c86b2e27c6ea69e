import { cleanName } from '@arc-chat/protocol';
import { freshRings, leaseFrom } from './admit.ts';
import { tellDepartures, tellOthers } from './deliver.ts';
import { rosterOf } from './presence.ts';
import type { Seat, Ports } from './ports.ts';

/** The claims of a ticket that is genuine and in time. */
export interface Ticket {
  jti: string;
  sub: string;
  name: string;
  room: string;
  origin: string;
}

/** How an attempt to enter ended, for the operator. The client only sees that the door stays shut. */
export type Entered = 'ok' | 'other-origin' | 'used-ticket';

/**
 * Takes a seat for a new connection, unless its ticket was used before or was made for a page of another origin: a page
 * of another origin could have read a ticket that it asked for with this person's cookie. A refusal takes no seat.
 *
 * @param origin the `Origin` header of the request for the socket
 */
export async function enter(
  ports: Ports,
  connection: string,
  { ticket, origin, version }: { ticket: Ticket; origin: string | undefined; version: number },
): Promise<Entered> {
  if (origin !== ticket.origin) return 'other-origin';
  const since = ports.now();
  if (!(await ports.tickets.use(ticket.jti, since))) return 'used-ticket';
  const { room, sub: user, name } = ticket;
  const seat: Seat = { room, connection, user, name: cleanName(name), version, since, lease: leaseFrom(since) };
  // In this order, so that every seat can be found by its connection alone. A goodbye that overtakes this leaves a seat
  // that nobody gives back: its lease runs out, and the first post to it that answers "gone" removes it.
  await ports.connections.add(connection, room, since);
  await ports.seats.take({ ...seat, ...freshRings() });
  if (version === 0) {
    // A classic client says no hello that would tell the others.
    const seats = await rosterOf(ports, room);
    await tellOthers(ports, seats, connection, { type: 'arrived', room, user, name: seat.name, at: ports.now() });
  }
  return 'ok';
}

/**
 * Gives the seat of a connection back. Of several attempts the one that removes the seat says farewell and tells the
 * room. The connection goes after its seat: an attempt that dies in between leaves nothing that the next would miss.
 *
 * @returns the connection's room; undefined where it has none any more
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
