// The process that makes the load: it obeys the orders of its parent process, one after the other.
import { once } from 'node:events';
import { Problem } from '../../scripts/lib/root.ts';
import { gather, type Gathered } from './gather.ts';
import { pace } from './pace.ts';
import { saturate } from './saturate.ts';
import type { Finding, Order } from './orders.ts';

let gathered: Gathered | undefined;

function here(): Gathered {
  if (!gathered) throw new Problem('nobody is in the rooms');
  return gathered;
}

function part(): void {
  for (const seat of gathered?.seats ?? []) seat.leave();
  gathered = undefined;
}

async function obey(order: Order): Promise<Finding> {
  if (order.type === 'saturate') return { saturated: await saturate(here(), order) };
  if (order.type === 'pace') return { paced: await pace(here(), order) };
  if (order.type === 'part') part();
  else gathered = await gather(order);
  return {};
}

process.once('disconnect', () => process.exit());
for (;;) {
  const [order] = await once(process, 'message');
  const answer = await obey(order).catch((error: unknown): Finding => {
    return { problem: error instanceof Problem ? error.message : String(error instanceof Error ? error.stack : error) };
  });
  process.send?.(answer);
}
