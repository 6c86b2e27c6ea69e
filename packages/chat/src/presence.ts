import { limits } from '@arc-chat/protocol';
import type { Person } from '@arc-chat/protocol';
import type { Ports, Seat } from './ports.ts';

/** The seats whose people count as present. */
export const presentIn = (seats: Seat[], now: number) => seats.filter(({ lease }) => lease > now);

/** Whether a room has too many people to announce presence and typing. A seat with an expired lease does not count. */
export const isCrowd = (seats: Seat[], now: number) => presentIn(seats, now).length > limits.presenceSeats;

/**
 * The seats of a room. Stops once it is clear that the room is a crowd. A message goes to all seats: `say` reads them
 * itself.
 */
export async function rosterOf(ports: Ports, room: string): Promise<Seat[]> {
  const count = limits.presenceSeats + 1;
  const seats: Seat[] = [];
  for (;;) {
    const part = await ports.seats.inRoom(room, { count, after: seats.at(-1)?.connection });
    seats.push(...part);
    if (part.length < count || isCrowd(seats, ports.now())) return seats;
  }
}

/** The people with an unexpired lease, each once, with the name on their newest such seat. Undefined in a crowd. */
export function peopleOf(seats: Seat[], now: number): Person[] | undefined {
  if (isCrowd(seats, now)) return undefined;
  const present = presentIn(seats, now).toSorted((a, b) => a.since - b.since);
  return [...new Map(present.map(({ user, name }) => [user, { user, name }])).values()];
}

/** Whether a room will have no place for one more seat from this address. A dead seat makes way, see door.ts. */
export async function isFull({ seats, now }: Pick<Ports, 'seats' | 'now'>, room: string, address: string) {
  const present = presentIn(await seats.inRoom(room, { isStale: true }), now());
  const same = present.filter((seat) => seat.address === address);
  return present.length >= limits.roomSeats || same.length >= limits.addressSeats;
}
