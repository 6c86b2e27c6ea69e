import { mock } from 'node:test';

/** The client's timers and random ids, as a model controls them. */
export interface Clock {
  /** @returns a function that clears the timer */
  later(then: () => void, ms: number): () => void;
  nextId(): number;
}

let clock: Clock | undefined;

/**
 * From now on, timers and ids come from this clock, and random numbers are 0. The timers are no mocks of node:test,
 * because a mock keeps a record of every call.
 */
export function useClock(by: Clock): void {
  clock = by;
}

let now = 0;
/** Each look at the clock is much later than the one before, so no frame waits for its budget. */
Date.now = () => (now += 10_000);
Object.assign(globalThis, {
  setTimeout: (then: () => void, ms: number) => clock?.later(then, ms),
  clearTimeout: (clear: unknown) => typeof clear === 'function' && clear(),
});
mock.method(crypto, 'getRandomValues', (bytes: Uint8Array) => bytes.fill(clock?.nextId() ?? 0));
mock.method(Math, 'random', () => 0);
