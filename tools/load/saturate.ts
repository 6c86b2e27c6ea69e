import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { clock } from '../bench/clock.ts';
import { Writer } from './writer.ts';
import type { Gathered } from './gather.ts';
import type { Order, Saturated } from './orders.ts';

/** Linux counts the processor time of a process in hundredths of a second. */
const tickMs = 10;

/** The processor time of another process so far, in milliseconds; undefined where there is no /proc. */
function processorMs(pid: number): number | undefined {
  try {
    // The name in parentheses can contain spaces. The 14th and the 15th field are the times in user mode and in the kernel.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return undefined;
  }
}

/** Counts deliveries while every writer says the next message as soon as they hear the last one. */
export async function saturate(
  { seats, writers }: Gathered,
  { pid, rampMs, measureMs }: Extract<Order, { type: 'saturate' }>,
): Promise<Saturated> {
  let isOver = false;
  const speakers = writers.map(({ seat, tag }) => {
    const writer: Writer = new Writer(seat, tag, () => isOver || writer.say(0));
    return writer;
  });
  for (const speaker of speakers) speaker.say(0);
  await delay(rampMs);
  const sum = (count: 'deliveries' | 'refusals') => seats.reduce((all, seat) => all + seat[count], 0);
  const [deliveries, refusals, processor, own] = [
    sum('deliveries'),
    sum('refusals'),
    processorMs(pid),
    process.cpuUsage(),
  ];
  const passed = clock();
  await delay(measureMs);
  const ms = passed();
  const { user, system } = process.cpuUsage(own);
  const later = processorMs(pid);
  const delivered = sum('deliveries') - deliveries;
  isOver = true;
  if (delivered === 0) throw new Problem('nobody heard anything');
  return {
    deliveriesPerSecond: delivered / (ms / 1000),
    serverBusy: processor === undefined || later === undefined ? undefined : (later - processor) / ms,
    generatorBusy: (user + system) / 1000 / ms,
    refusals: sum('refusals') - refusals,
  };
}
