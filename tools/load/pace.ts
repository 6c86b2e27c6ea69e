import { setImmediate as turn } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { percentile } from '../bench/figures.ts';
import { Writer } from './writer.ts';
import type { Gathered } from './gather.ts';
import type { Order, Paced } from './orders.ts';

/** After the measurement, late messages get this time to arrive. */
const patienceMs = 1_000;

/**
 * Measures messages of a schedule, from the scheduled time on: a message that has to wait for a slow server counts with
 * its wait, and does not hide it. The loop never sleeps, because a timer would add up to a millisecond.
 */
export async function pace(
  { writers }: Gathered,
  { rampMs, measureMs, messagesPerSecond }: Extract<Order, { type: 'pace' }>,
): Promise<Paced> {
  const begin = performance.now();
  const measured = begin + rampMs;
  const end = measured + measureMs;
  const samples: number[] = [];
  const speakers = writers.map(
    ({ seat, tag }) => new Writer(seat, tag, (since) => since >= measured && samples.push(performance.now() - since)),
  );
  const isWaiting = () => speakers.some(({ unheard }) => unheard.length > 0);
  for (let next = 0; ; await turn()) {
    const now = performance.now();
    for (; ; next++) {
      const due = begin + (next / messagesPerSecond) * 1000;
      if (due > now || due >= end) break;
      speakers[next % speakers.length]?.say(due);
    }
    if (now >= end && (now >= end + patienceMs || !isWaiting())) break;
  }
  const late = speakers.flatMap(({ unheard }) => unheard).filter((since) => since >= measured);
  samples.push(...late.map((since) => performance.now() - since));
  if (samples.length === 0) throw new Problem('no message was due in the measured time');
  return {
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    messages: samples.length,
    unheard: late.length,
  };
}
