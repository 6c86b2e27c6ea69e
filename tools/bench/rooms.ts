import { guest } from '@arc-chat/client/node';
import { Problem } from '../../scripts/lib/root.ts';
import { BenchSeat, newId } from './bench-seat.ts';
import { clock } from './clock.ts';
import { fillRoom } from './history.ts';
import { progress } from './progress.ts';
import { interleave, type Cell } from './rounds.ts';
import type { App, Apps } from './apps.ts';
import type { Series } from './figures.ts';

/** Connects different people, one after the other: a burst of connects is not the subject here. */
async function gather({ origin }: App, room: string, count: number, onRepeat?: () => void): Promise<BenchSeat[]> {
  const seats: BenchSeat[] = [];
  while (seats.length < count) seats.push(await BenchSeat.take(guest(origin), room, onRepeat));
  return seats;
}

/** Lets the speaker say a message, and resolves when all of `seats` have heard it. */
function sayTo(seats: BenchSeat[], speaker: BenchSeat, id: string): Promise<void> {
  return speaker.say(id, Promise.all(seats.map((seat) => seat.hears(id))));
}

/** Measures ten messages that ten people say at once, until everybody has heard all ten. */
export async function tenAtOnce(
  { cold, warm }: Apps,
  signal: AbortSignal,
  onRepeat: (app: App) => void,
): Promise<Series> {
  const cells: Cell[] = [];
  for (const app of [cold, warm]) {
    const seats = await gather(app, 'ten', 10, () => onRepeat(app));
    cells.push(async (note) => {
      const passed = clock();
      await Promise.all(seats.map((seat) => sayTo(seats, seat, newId())));
      note(app.name, passed());
    });
  }
  return interleave(cells, {
    title: 'ten at once',
    rounds: 10,
    withinMs: 30_000,
    atLeast: 5,
    warmUp: 2,
    restMs: 500,
    signal,
  });
}

export const sizes = [1, 10, 50];
export const untilAll = (people: number) => `${people}, until all have heard it`;

/** Measures one message in rooms with more and more people. */
export async function bySize({ warm }: Apps, signal: AbortSignal): Promise<Series> {
  const cells: Cell[] = [];
  const line = progress('people take their seats');
  for (const people of sizes) {
    signal.throwIfAborted();
    const seats = await gather(warm, `people-${people}`, people);
    const [speaker] = seats;
    if (!speaker) continue;
    cells.push(async (note) => {
      const id = newId();
      const passed = clock();
      const heard = speaker.hears(id).then(() => note(String(people), passed()));
      await sayTo(seats, speaker, id);
      note(untilAll(people), passed());
      await heard;
    });
    line.at(people, Math.max(...sizes));
  }
  line.done();
  return interleave(cells, {
    title: 'rooms of 1, 10 and 50',
    rounds: 30,
    withinMs: 20_000,
    atLeast: 10,
    warmUp: 3,
    signal,
  });
}

const lengths = [100, 10_000, 100_000];

/** Measures one message in rooms with more and more history. A series is named by the history's length. */
export async function byHistory({ warm, tablesPort }: Apps, signal: AbortSignal): Promise<Series> {
  const cells: Cell[] = [];
  const line = progress('filling rooms with history');
  for (const aim of lengths) {
    const room = `history-${aim}`;
    const length = await fillRoom(tablesPort, room, aim, signal);
    const speaker = await BenchSeat.take(guest(warm.origin), room);
    if (speaker.newest !== length) throw new Problem(`the newest message is ${speaker.newest}, not ${length}`);
    cells.push(async (note) => {
      const passed = clock();
      await speaker.say(newId());
      note(String(length), passed());
    });
    line.at(length, Math.max(...lengths));
  }
  line.done();
  return interleave(cells, {
    title: 'rooms with history',
    rounds: 30,
    withinMs: 20_000,
    atLeast: 10,
    warmUp: 3,
    signal,
  });
}
