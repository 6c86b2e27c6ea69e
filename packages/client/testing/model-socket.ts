import type { Socket } from '../src/ports.ts';

/** The page's end of a socket. The model plays the other end. */
export class ModelSocket implements Socket {
  readonly connection: string;
  readonly send: (data: string) => void;
  readonly close: () => void;
  /** A function for each frame on its way to the page, called if the socket is gone first. */
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

  /** Calls the page's listener for this event. */
  tell(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event);
  }
}
