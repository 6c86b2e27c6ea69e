import { limits } from '@arc-chat/protocol';
import type { Person } from '@arc-chat/protocol';
import type { Ports, Seat } from './ports.ts';

/** Whether a room has too many seats to announce presence and typing. */
export const isCrowd = (seats: Seat[]) => seats.length > limits.presenceSeats;

/** The seats of a room, or as many as show that it is a crowd. A message goes to all seats: `say` reads them itself. */
export const rosterOf = (ports: Ports, room: string) => ports.seats.inRoom(room, limits.presenceSeats + 1);

/** The people with an unexpired lease, each once, with the name on their newest such seat. Undefined in a crowd. */
export function peopleOf(seats: Seat[], now: number): Person[] | undefined {
  if (isCrowd(seats)) return undefined;
  const present = seats.filter(({ lease }) => lease > now).toSorted((a, b) => a.since - b.since);
  return [...new Map(present.map(({ user, name }) => [user, { user, name }])).values()];
}
