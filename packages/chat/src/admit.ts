import { Refusal } from './refusal.ts';
import type { Ports, Rings, Seat } from './ports.ts';

const leaseMs = 10 * 60_000;

/** The rate limits of one seat: at most `times` in any `windowMs` milliseconds. */
export const rates = {
  says: { times: 10, windowMs: 2_000 },
  frames: { times: 120, windowMs: 10_000 },
};

/** The end of a lease that is renewed `now`. Until then the person counts as present. */
export const leaseFrom = (now: number) => now + leaseMs;

export const freshRings = (): Rings => ({
  says: Array<number>(rates.says.times).fill(0),
  frames: Array<number>(rates.frames.times).fill(0),
});

/**
 * Checks that the seat exists, renews its lease and counts the frame against its limits, in one update. A say over its
 * limit takes a second update, because it still counts as a frame. The seat is read only to tell why an update failed.
 *
 * @throws Refusal `not-seated`, `slow-down` or `flood`
 */
export async function admit(
  ports: Ports,
  room: string,
  connection: string,
  kind: 'say' | 'other' = 'other',
): Promise<Seat> {
  const now = ports.now();
  const lease = leaseFrom(now);
  const frames = now - rates.frames.windowMs;
  const says = now - rates.says.windowMs;
  if (kind === 'say') {
    const seat = await ports.seats.renew(room, connection, { now, lease, rings: { says, frames } });
    if (seat) return seat;
  }
  const seat = await ports.seats.renew(room, connection, { now, lease, rings: { frames } });
  if (seat && kind === 'other') return seat;
  const row = await ports.seats.find(room, connection);
  if (!row) throw new Refusal('not-seated');
  if (!seat) throw new Refusal('flood');
  throw new Refusal('slow-down', Math.max(1, (row.says[0] ?? now) - says));
}
