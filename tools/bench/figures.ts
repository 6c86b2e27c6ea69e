/** The samples of each measurement, by its name, in the order of the rounds; times in milliseconds. */
export type Series = Map<string, number[]>;

/** Interpolates between the two nearest samples. @param p from 0 to 1 */
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
  if (!samples) throw new Error(`there is no measurement of ${name}`);
  return samples;
}

export const ratioOf = (series: Series, one: string, other: string) =>
  median(samplesOf(series, one)) / median(samplesOf(series, other));

/** The ratio in each round by itself: a moment that slows both does not change it. */
export function ratiosByRound(series: Series, one: string, other: string): number[] {
  const others = samplesOf(series, other);
  return samplesOf(series, one).map((sample, round) => sample / (others[round] ?? Number.NaN));
}
