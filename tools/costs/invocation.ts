import type { Ports } from '@arc-chat/chat';
import type { Meter } from '@arc-chat/chat/testing/meter';
import type { Usage } from './prices.ts';

/** Assumptions: only a deployed stage could measure these. */
export const assumed = {
  /** For each round of calls that are made together. */
  roundMs: 8,
  /** For the rest of an invocation. */
  computeMs: 5,
  /** The event's line, and Lambda's own lines around it. */
  logBytes: 600,
  memoryMb: 1152,
};

/** Does the work of one event. @returns its usage as one invocation */
export async function invocation(meter: Meter, work: (ports: Ports) => Promise<unknown>): Promise<Usage> {
  const { reads, seatReads, writes, messages, transferred, rounds } = await meter.event(work);
  const ms = rounds * assumed.roundMs + assumed.computeMs;
  return {
    reads: reads + seatReads,
    writes,
    messages,
    transferred,
    invocations: 1,
    gbSeconds: (ms / 1000) * (assumed.memoryMb / 1024),
    logged: assumed.logBytes,
  };
}
