import { openSocket } from './bench-seat.ts';
import { clock } from './clock.ts';
import { interleave, type Cell } from './rounds.ts';
import type { Apps } from './apps.ts';
import type { Series } from './figures.ts';

/** Measures one message, from the send until its sender hears it. */
export async function roundTrip({ all }: Apps, signal: AbortSignal): Promise<Series> {
  const cells = all.map(async ({ name, speaker }): Promise<Cell> => {
    const say = await speaker();
    return async (note) => {
      const passed = clock();
      await say();
      note(name, passed());
    };
  });
  return interleave(await Promise.all(cells), {
    title: 'round trip',
    rounds: 40,
    withinMs: 45_000,
    atLeast: 30,
    warmUp: 5,
    signal,
  });
}

export const withTicket = (name: string) => `${name}, with its ticket`;

/** Measures a socket until it is open, without and with the request for its ticket. */
export function connecting({ all }: Apps, signal: AbortSignal): Promise<Series> {
  const cells = all.map(({ name, platform, address }): Cell => async (note) => {
    const passed = clock();
    const url = await address();
    const ticketed = passed();
    const socket = await openSocket(platform, url);
    const opened = passed();
    note(name, opened - ticketed);
    note(withTicket(name), opened);
    socket.close();
  });
  return interleave(cells, { title: 'connect', rounds: 30, withinMs: 35_000, atLeast: 10, warmUp: 3, signal });
}
