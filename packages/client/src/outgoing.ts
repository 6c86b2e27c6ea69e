import { drain } from './drain.ts';
import { start } from './timeline.ts';
import type { Message } from '@arc-chat/protocol';
import type { Entry, Outbox } from './outbox.ts';
import type { Link } from './drain.ts';

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Runs a task when no other of this name runs, in any tab where the host can tell. */
export type Lock = (name: string, task: () => Promise<void>) => Promise<void>;

/** What was written here for a room, until it is in the log. */
export class Outgoing {
  /** In the order in which they were written. */
  entries: readonly Entry[] = [];
  readonly #room: string;
  readonly #outbox: Outbox;
  readonly #lock: Lock;
  readonly #line: Link;
  readonly #onChange: () => void;
  #isDraining = false;
  #isWoken = false;

  constructor(room: string, outbox: Outbox, lock: Lock, line: Link, onChange: () => void) {
    this.#room = room;
    this.#outbox = outbox;
    this.#lock = lock;
    this.#line = line;
    this.#onChange = onChange;
  }

  /** Answers once the message is safe in the outbox; it is sent after that, now or another day. */
  async say(text: string): Promise<void> {
    await this.#outbox.add({
      id: newId(),
      room: this.#room,
      text,
      at: Date.now(),
      floor: undefined,
      failed: undefined,
    });
    void this.wake();
  }

  async retry(key: number): Promise<void> {
    await this.#outbox.update(key, (entry) => ({ ...entry, failed: undefined }));
    void this.wake();
  }

  /** Stops the retries. What was sent already may still appear. */
  async discard(key: number): Promise<void> {
    await this.#outbox.remove(key);
    await this.#show();
  }

  /** Sends what there is to send. Where the storage fails, what is in it stays there, and is tried again after a while. */
  async wake(): Promise<void> {
    void this.#show();
    this.#isWoken = true;
    if (this.#isDraining) return;
    this.#isDraining = true;
    let failures = 0;
    while (this.#isWoken) {
      this.#isWoken = false;
      try {
        await this.#lock(`arc-chat ${this.#room}`, () => drain(this.#outbox, this.#room, this.#line));
      } catch {
        await this.#line.wait(this.#line.backoff(failures++));
        // Without a socket the next welcome wakes it.
        if (this.#line.isOpen()) this.#isWoken = true;
      }
      await this.#show();
    }
    this.#isDraining = false;
  }

  /** A row with its id settles an entry, whatever state it is in. One that cannot be removed now is said again, and found. */
  async saw(rows: readonly Message[]): Promise<void> {
    const ids = new Set(rows.map((row) => row.id));
    const settled = this.entries.filter((entry) => ids.has(entry.id));
    if (settled.length === 0) return;
    this.entries = this.entries.filter((entry) => !ids.has(entry.id));
    this.#onChange();
    await Promise.allSettled(settled.map(({ key }) => this.#outbox.remove(key)));
  }

  /** The log is another one: what was inspected of the old one says nothing of it. Else the server says so, one by one. */
  async restart(): Promise<void> {
    const entries = await this.#outbox.all(this.#room).catch(() => []);
    const toStart = (entry: Entry) => (entry.floor ? { ...entry, floor: start } : entry);
    await Promise.allSettled(entries.map(({ key }) => this.#outbox.update(key, toStart)));
  }

  async #show(): Promise<void> {
    this.entries = await this.#outbox.all(this.#room).catch(() => this.entries);
    this.#onChange();
  }
}
