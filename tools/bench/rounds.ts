import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { clock } from './clock.ts';
import { progress } from './progress.ts';
import type { Series } from './figures.ts';

/** Measures something once, and notes its milliseconds, always under the same names. */
export type Cell = (note: (name: string, ms: number) => void) => Promise<void>;

export type Measurement = {
  title: string;
  rounds: number;
  /** After this time no new round begins, once `atLeast` are done: a slow machine does fewer rounds. */
  withinMs: number;
  atLeast: number;
  /** Rounds before the measured ones. Their times are not kept. */
  warmUp: number;
  /** A pause after each cell: a function's process works on after its answer, and would slow down the next cell. */
  restMs?: number;
  signal: AbortSignal;
};

/** Longer than any slow machine needs. */
const patienceMs = 60_000;

/** @throws Problem when the promise is still pending after `patienceMs` */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const patience = delay(patienceMs, undefined, { signal: answered.signal }).then(() => {
    throw new Problem(`${what}: no answer for ${patienceMs / 1000} seconds`);
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    patience.catch(() => undefined);
    answered.abort();
  }
}

/** Measures the cells in turn, round by round, so that a slow moment of the machine hits all of them alike. */
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
