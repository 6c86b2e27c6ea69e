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

/** The GB-seconds of functions that run for so many seconds altogether. */
export const gbSeconds = (seconds: number) => seconds * (assumed.memoryMb / 1024);

/** Does the work of one event. A random wait takes its mean time. @returns the event's usage as one invocation */
export async function invocation(meter: Meter, work: (ports: Ports) => Promise<unknown>): Promise<Usage> {
  let waited = 0;
  const { reads, seatReads, writes, messages, transferred, rounds } = await meter.event((ports) =>
    work({ ...ports, random: () => 0.5, wait: async (ms) => void (waited += ms) }),
  );
  return {
    reads: reads + seatReads,
    writes,
    posts: messages,
    transferred,
    invocations: 1,
    gbSeconds: gbSeconds((waited + rounds * assumed.roundMs + assumed.computeMs) / 1000),
    logged: assumed.logBytes,
  };
}
