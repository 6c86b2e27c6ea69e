import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { clock } from './clock.ts';
import { progress } from './progress.ts';
import type { Series } from './figures.ts';

/** Measures something once, and notes how many milliseconds it took, always under the same names. */
export type Cell = (note: (name: string, ms: number) => void) => Promise<void>;

export type Measurement = {
  title: string;
  rounds: number;
  /** On a slow machine fewer rounds do: no new one is begun after this time, once there are at least so many. */
  withinMs: number;
  atLeast: number;
  /** Rounds before those, of which nothing is kept. */
  warmUp: number;
  /** After an answer a function's process goes on for a while, which is not to slow down what is measured next. */
  restMs?: number;
  signal: AbortSignal;
};

/** This long is no slowness any more. */
const patienceMs = 60_000;

/** @throws Problem when it does not come */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const patience = delay(patienceMs, undefined, { signal: answered.signal }).then(() => {
    throw new Problem(`${what}: nothing came for ${patienceMs / 1000} seconds`);
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    patience.catch(() => undefined);
    answered.abort();
  }
}

/** Measures the cells in turn, one at a time, round by round: what makes the machine slow for a while hits all alike. */
export async function interleave(cells: Cell[], plan: Measurement): Promise<Series> {
  const { title, rounds, withinMs, atLeast, warmUp, restMs = 100, signal } = plan;
  const passed = clock();
  const series: Series = new Map();
  const line = progress(title);
  for (let round = -warmUp; round < rounds && (round < atLeast || passed() < withinMs); round++) {
    for (const cell of cells) {
      signal.throwIfAborted();
      await within(
        title,
        cell((name, ms) => {
          if (round >= 0) series.set(name, [...(series.get(name) ?? []), ms]);
        }),
      );
      await delay(restMs);
    }
    line.at(warmUp + round + 1, warmUp + rounds);
  }
  line.done();
  return series;
}
