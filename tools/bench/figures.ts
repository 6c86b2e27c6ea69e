/** What was measured, in milliseconds, by name and in the order of the rounds. */
export type Series = Map<string, number[]>;

/** @param p from 0 to 1. Between two samples it takes a part of each. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place % 1);
}

export const median = (samples: readonly number[]) => percentile(samples, 0.5);

export function samplesOf(series: Series, name: string): number[] {
  const samples = series.get(name);
  if (!samples) throw new Error(`nothing was measured of ${name}`);
  return samples;
}

export const ratioOf = (series: Series, one: string, other: string) =>
  median(samplesOf(series, one)) / median(samplesOf(series, other));

/** The same ratio in each round by itself: what a slow moment does to both, it does not show. */
export function ratiosByRound(series: Series, one: string, other: string): number[] {
  const others = samplesOf(series, other);
  return samplesOf(series, one).map((sample, round) => sample / (others[round] ?? Number.NaN));
}
