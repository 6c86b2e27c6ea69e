/** A number that CloudWatch gets for a metric. */
export type Datum = { series: string; value: number };

/** What CloudWatch gets in five minutes: the events of the log group, and AWS's own metrics. */
export type Period = { log: string[]; data: Datum[] };

/** A metric of CloudWatch: it is told from others by its namespace, its name and its dimensions. */
export function seriesOf(namespace: string, name: string, dimensions: Record<string, string> = {}): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return [namespace, name, ...pairs.toSorted()].join(' ');
}

/** A number of AWS's own, for a period in which nothing else happens. */
export const counted = (service: string, metric: string, dimensions: Record<string, string>, value = 1): Period => ({
  log: [],
  data: [{ series: seriesOf(`AWS/${service}`, metric, dimensions), value }],
});

/** A period in which the same happens so many times. */
export const repeated = (count: number, { log, data }: Period): Period => ({
  log: Array.from({ length: count }, () => log).flat(),
  data: Array.from({ length: count }, () => data).flat(),
});

/** One period in which all of these happen. */
export const together = (...periods: Period[]): Period => ({
  log: periods.flatMap(({ log }) => log),
  data: periods.flatMap(({ data }) => data),
});
