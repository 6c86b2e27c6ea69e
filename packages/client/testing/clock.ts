import { mock } from 'node:test';

/** What the client takes from its surroundings, and a model gives it. */
export interface Surroundings {
  /** @returns what takes it back */
  later(then: () => void, ms: number): () => void;
  nextId(): number;
}

let surroundings: Surroundings | undefined;

/** From now on, timers and ids are these; there is no chance. A mock of node:test would keep every call. */
export function surround(by: Surroundings): void {
  surroundings = by;
}

Object.assign(globalThis, {
  setTimeout: (then: () => void, ms: number) => surroundings?.later(then, ms),
  clearTimeout: (takeBack: unknown) => typeof takeBack === 'function' && takeBack(),
});
mock.method(crypto, 'getRandomValues', (bytes: Uint8Array) => bytes.fill(surroundings?.nextId() ?? 0));
mock.method(Math, 'random', () => 0);
