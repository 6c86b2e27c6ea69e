import { cleanText, isBlank } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { drain } from './drain.ts';
import { start } from './timeline.ts';
import type { Message } from '@arc-chat/protocol';
import type { Link } from './drain.ts';
import type { Entry, Lock, Outbox, Platform } from './ports.ts';

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The messages that were written here for a room and are not known to be in its log. */
export class Outgoing {
  /** In the order of writing. */
  entries: readonly Entry[] = [];
  readonly #room: string;
  readonly #outbox: Outbox;
  readonly #lock: Lock;
  readonly #link: Link;
  readonly #onChange: () => void;
  #isDraining = false;
  #isWoken = false;

  constructor(room: string, platform: Pick<Platform, 'outbox' | 'lock'>, link: Link, onChange: () => void) {
    this.#room = room;
    this.#outbox = platform.outbox;
    this.#lock = platform.lock ?? ((_, task) => task());
    this.#link = link;
    this.#onChange = onChange;
  }

  /** Answers once the message is safe in the outbox. It is sent after that. A blank text is not sent. */
  async say(written: string): Promise<void> {
    const text = cleanText(written);
    if (isBlank(text)) return;
    const draft = { id: newId(), room: this.#room, text, at: Date.now(), floor: undefined, failed: undefined };
    await this.#outbox.add(draft);
    void this.wake();
  }

  async retry(key: number): Promise<void> {
    await this.#outbox.update(key, (entry) => ({ ...entry, failed: undefined }));
    void this.wake();
  }

  /** Stops the retries. A message that was sent already may still appear. */
  async discard(key: number): Promise<void> {
    await this.#outbox.remove(key);
    await this.#show();
  }

  /** Sends the outbox. If the storage fails, its messages stay in it, and the next try comes after a while. */
  async wake(): Promise<void> {
    void this.#show();
    this.#isWoken = true;
    if (this.#isDraining) return;
    this.#isDraining = true;
    await this.#drain().finally(() => {
      this.#isDraining = false;
    });
  }

  /** Removes the entries that are in the log. If that fails, the drain sends the entry again and gets its row back. */
  async saw(rows: readonly Message[]): Promise<void> {
    const ids = new Set(rows.map((row) => row.id));
    const settled = this.entries.filter((entry) => ids.has(entry.id));
    if (settled.length === 0) return;
    this.entries = this.entries.filter((entry) => !ids.has(entry.id));
    this.#onChange();
    await Promise.allSettled(settled.map(({ key }) => this.#outbox.remove(key)));
  }

  /** Moves all floors to the start of a new log. Otherwise the server would refuse each message once. */
  async restart(): Promise<void> {
    const entries = await this.#outbox.all(this.#room).catch(() => []);
    const toStart = (entry: Entry) => (entry.floor ? { ...entry, floor: start } : entry);
    await Promise.allSettled(entries.map(({ key }) => this.#outbox.update(key, toStart)));
  }

  async #drain(): Promise<void> {
    let failures = 0;
    while (this.#isWoken) {
      this.#isWoken = false;
      try {
        await this.#lock(`arc-chat ${this.#room}`, () => drain(this.#outbox, this.#room, this.#link));
      } catch {
        await this.#link.pause(backoff(failures++));
        // Without a socket the next welcome wakes it.
        if (this.#link.isSeated) this.#isWoken = true;
      }
      await this.#show();
    }
  }

  async #show(): Promise<void> {
    this.entries = await this.#outbox.all(this.#room).catch(() => this.entries);
    this.#onChange();
  }
}
