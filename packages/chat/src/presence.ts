import { limits } from '@arc-chat/protocol';
import type { Person } from '@arc-chat/protocol';
import type { Seat, Ports } from './ports.ts';

/** Too many to tell: above this, neither presence nor typing is announced. */
export const isCrowd = (seats: Seat[]) => seats.length > limits.presenceSeats;

/** Everybody in the room, or as many as show that it is a crowd. What is said goes to all, so it asks for all itself. */
export const rosterOf = (ports: Ports, room: string) => ports.seats.inRoom(room, limits.presenceSeats + 1);

/** Who is present: each person once, by the name on their newest seat, unless every lease has run out. Undefined in a crowd. */
export function peopleOf(seats: Seat[], now: number): Person[] | undefined {
  if (isCrowd(seats)) return undefined;
  const present = seats.filter(({ lease }) => lease > now).toSorted((a, b) => a.since - b.since);
  return [...new Map(present.map(({ user, name }) => [user, { user, name }])).values()];
}
