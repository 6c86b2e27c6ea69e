import { cleanText, isBlank } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { drain } from './drain.ts';
import { amend, settle, toStart } from './entry.ts';
import { newId } from './new-id.ts';
import type { Message } from '@arc-chat/protocol';
import type { Link } from './drain.ts';
import type { Entry, Lock, Outbox, Platform } from './ports.ts';

/** The messages and removals that were made here for a room and are not known to be in its log. */
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
    await this.#add({ text, floor: undefined });
  }

  /** Removes a row of the log that is known now. Answers once the removal is safe in the outbox. */
  async remove(removes: number): Promise<void> {
    await this.#add({ text: '', floor: this.#link.newest, removes });
  }

  async retry(key: number): Promise<void> {
    await this.#outbox.update(key, (entry) => ({ ...entry, failed: undefined }));
    void this.wake();
  }

  /**
   * Takes an entry back. A message that was sent already may be in the log: then it is removed there. An entry that left
   * the outbox a moment before, through another tab, is not taken back: it comes as a message of the log.
   */
  async discard(entry: Entry): Promise<void> {
    await amend(this.#outbox, entry, (it) =>
      it.floor && !it.failed && it.removes === undefined ? { ...it, isDiscarded: true } : undefined,
    );
    void this.wake();
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
    const seqs = new Map(rows.map((row) => [row.id, row.seq]));
    const settled = this.entries.filter((entry) => seqs.has(entry.id));
    if (settled.length === 0) return;
    this.entries = this.entries.filter((entry) => !seqs.has(entry.id) || entry.isDiscarded);
    this.#onChange();
    const { log } = this.#link.newest;
    await Promise.allSettled(
      settled.map((entry) => settle(this.#outbox, entry, { seq: seqs.get(entry.id) ?? 0 }, log)),
    );
    if (settled.some(({ isDiscarded }) => isDiscarded)) void this.wake();
  }

  /** Moves the floors of earlier logs to the start. Otherwise the server would refuse each message once. */
  async restart(): Promise<void> {
    const { log } = this.#link.newest;
    const entries = await this.#outbox.all(this.#room).catch(() => []);
    // Another tab may have noticed the new log first, and made entries of it.
    const earlier = entries.filter(({ floor }) => floor?.log !== log);
    await Promise.allSettled(earlier.map((entry) => toStart(this.#outbox, entry)));
  }

  async #add(about: Pick<Entry, 'text' | 'floor' | 'removes'>): Promise<void> {
    await this.#outbox.add({ ...about, id: newId(), room: this.#room, at: Date.now(), failed: undefined });
    void this.wake();
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
