import { mock } from 'node:test';

/** What the client takes from its clock, and a model gives it. */
export interface Clock {
  /** @returns what takes it back */
  later(then: () => void, ms: number): () => void;
  nextId(): number;
}

let clock: Clock | undefined;

/** From now on, timers and ids are these; there is no chance. A mock of node:test would keep every call. */
export function useClock(by: Clock): void {
  clock = by;
}

Object.assign(globalThis, {
  setTimeout: (then: () => void, ms: number) => clock?.later(then, ms),
  clearTimeout: (takeBack: unknown) => typeof takeBack === 'function' && takeBack(),
});
mock.method(crypto, 'getRandomValues', (bytes: Uint8Array) => bytes.fill(clock?.nextId() ?? 0));
mock.method(Math, 'random', () => 0);
