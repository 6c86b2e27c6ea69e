import type { Socket } from '../src/ports.ts';

/** A socket as a page has it, of which the other end is the model. */
export class ModelSocket implements Socket {
  readonly connection: string;
  readonly send: (data: string) => void;
  readonly close: () => void;
  /** What was posted to it and is on its way. */
  readonly coming = new Set<() => void>();
  readonly #listeners = new Map<string, (event: object) => void>();

  constructor(connection: string, send: (data: string) => void, close: () => void) {
    this.connection = connection;
    this.send = send;
    this.close = close;
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.set(type, listener);
  }

  tell(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event);
  }
}
