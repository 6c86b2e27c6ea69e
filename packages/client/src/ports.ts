import type { Code, Cursor, DoorCode } from '@arc-chat/protocol';

/** The smallest part of a WebSocket that the client needs. Browsers and Node both have it. */
export interface Socket {
  addEventListener(type: 'open' | 'message' | 'close', listener: (event: object) => void): void;
  send(data: string): void;
  close(): void;
}

/**
 * The address of one more socket. `later` or a code: none now, ask again. `reload`: none until the page is loaded again.
 */
export type Ticketed = { url: string } | 'later' | DoorCode | 'reload';

/** A message, or the removal of one, that is not known to be in the log yet. */
export interface Entry {
  /** The order of writing, in all tabs of a browser. */
  key: number;
  id: string;
  room: string;
  text: string;
  /** The time of writing, by this machine's clock. */
  at: number;
  /** The message is nowhere at or below this row of the log. Undefined until the first attempt to send it. */
  floor: Cursor | undefined;
  /** The row that is to be removed, in the log of the floor. The text is empty then. */
  removes?: number | undefined;
  /** The message was sent before its author took it back. When its row is seen, the entry becomes its removal. */
  isDiscarded?: boolean | undefined;
  /** The server's refusal. A person decides whether to retry or discard; the next message does not wait. */
  failed: Code | undefined;
}

/** Keeps entries after the page is closed. Each call is atomic over all tabs of a browser, and durable once answered. */
export interface Outbox {
  add(entry: Omit<Entry, 'key'>): Promise<Entry>;
  /** The entries of a room, in the order of writing. */
  all(room: string): Promise<Entry[]>;
  /** Changes an entry, or removes it if the change is undefined. @returns the changed entry; undefined if there is none */
  update(key: number, change: (entry: Entry) => Entry | undefined): Promise<Entry | undefined>;
}

/** Runs a task while no other task of this name runs, in any tab of the browser. */
export type Lock = (name: string, task: () => Promise<void>) => Promise<void>;

/** The services that a room takes from its browser, or from its process. */
export interface Platform {
  /** The address of one more socket to this room. A name becomes the person's new name. The signal ends the request. */
  ticket(room: string, name?: string, signal?: AbortSignal): Promise<Ticketed>;
  open(url: string): Socket;
  /** Somebody looks at the room. Then the next attempt to connect comes sooner. */
  isInSight?(): boolean;
  outbox: Outbox;
  /** Keeps the order of messages over several tabs. Exactly-once holds without it. */
  lock?: Lock;
}
