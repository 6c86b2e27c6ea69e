import { cleanName } from '@arc-chat/protocol';
import { freshRings, leaseFrom } from './admit.ts';
import { tellDepartures, tellOthers } from './deliver.ts';
import { rosterOf } from './presence.ts';
import type { Seat, World } from './ports.ts';

/** What a ticket says, once it was opened and found genuine and in time. */
export interface Ticket {
  jti: string;
  sub: string;
  name: string;
  room: string;
  origin: string;
}

/**
 * Takes a seat for a new connection. False, and nothing is written, for a ticket that was used before or was made for
 * a page of another origin: whose cookie it came with, that page could read.
 */
export async function enter(
  world: World,
  connection: string,
  { ticket, origin, version }: { ticket: Ticket; origin: string | undefined; version: number },
): Promise<boolean> {
  if (origin !== ticket.origin) return false;
  const since = world.now();
  if (!(await world.tickets.use(ticket.jti, since))) return false;
  const { room, sub: user, name } = ticket;
  const seat: Seat = { room, connection, user, name: cleanName(name), version, since, lease: leaseFrom(since) };
  // In this order, so that whoever has a seat can also be found by their connection alone. A goodbye that overtakes this
  // leaves a seat that nobody gives back: its lease runs out, and the first post to it that answers "gone" removes it.
  await world.connections.add(connection, room, since);
  await world.seats.take({ ...seat, ...freshRings() });
  if (version === 0) {
    // A classic client says no hello that would tell the others.
    const seats = await rosterOf(world, room);
    await tellOthers(world, seats, connection, { type: 'arrived', room, user, name: seat.name, at: world.now() });
  }
  return true;
}

/**
 * Gives the seat of a connection back. Whoever's removal finds the seat says farewell and tells the room; the connection
 * goes after its seat, so that whoever dies in between leaves nothing that the next attempt would not find.
 *
 * @returns which room it was
 */
export async function leave(
  world: World,
  connection: string,
  farewell?: () => Promise<void>,
): Promise<string | undefined> {
  const room = await world.connections.roomOf(connection);
  if (room === undefined) return undefined;
  const seat = await world.seats.remove(room, connection);
  if (seat) await farewell?.();
  await world.connections.remove(connection);
  if (seat) await tellDepartures(world, [seat]);
  return room;
}
