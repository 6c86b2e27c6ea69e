import { budget } from '@arc-chat/protocol';
import { Refusal } from './refusal.ts';
import type { Ports, Seat } from './ports.ts';

const leaseMs = 10 * 60_000;

/** The end of a lease that is renewed `now`. Until then the person counts as present. */
export const leaseFrom = (now: number) => now + leaseMs;

/**
 * Checks that the seat exists, renews its lease and charges the frame to its budget, in one update if the seat is idle
 * and in two during a burst. The seat is read only to tell why both failed.
 *
 * @throws Refusal `not-seated`, `slow-down` or `flood`
 */
export async function admit(
  ports: Ports,
  room: string,
  connection: string,
  type: keyof typeof budget.costMs = 'other',
): Promise<Seat> {
  const now = ports.now();
  const lease = leaseFrom(now);
  const cost = budget.costMs[type];
  const idle = await ports.seats.renew(room, connection, { lease, now, cost });
  if (idle) return idle;
  const busy = await ports.seats.overdraw(room, connection, { lease, below: now + budget.floodMs, cost });
  if (!busy) throw new Refusal((await ports.seats.find(room, connection)) ? 'flood' : 'not-seated');
  const { spentUntil = now } = busy;
  const ahead = spentUntil - now - budget.creditMs;
  if (ahead > cost) throw new Refusal('slow-down', ahead);
  return busy;
}
