import type { CountingSeat } from './counting-seat.ts';

const filling = ' How is the weather where you are? It is fine here, thanks.';

/** Every message has this many characters. */
const characters = 60;

/** Somebody who has one message in flight, as a real client, and knows when they hear it. */
export class Writer {
  readonly #seat: CountingSeat;
  readonly #tag: string;
  readonly #onHeard: (since: number) => void;
  readonly #waiting: number[] = [];
  #count = 0;
  #mark: Buffer | undefined;
  #since = 0;

  /**
   * @param tag differs from writer to writer
   * @param onHeard gets the time for which the message was due
   */
  constructor(seat: CountingSeat, tag: string, onHeard: (since: number) => void) {
    this.#seat = seat;
    this.#tag = tag;
    this.#onHeard = onHeard;
    // Not at once, so that a floor counts all that came with the refusal.
    const again = () => this.#mark && seat.sayAgain();
    seat.listener = {
      onMessages: (bytes, end) => this.#hear(bytes, end),
      onRefused: (ms) => void (ms > 0 ? setTimeout(again, ms) : setImmediate(again)),
    };
  }

  /** The messages that are due, and were not heard here. */
  get unheard(): readonly number[] {
    return this.#mark ? [this.#since, ...this.#waiting] : this.#waiting;
  }

  /** Says a message, or keeps it until the one in flight is heard. @param since the time for which it was due */
  say(since: number): void {
    if (this.#mark) {
      this.#waiting.push(since);
      return;
    }
    const mark = `${this.#tag}-${String(this.#count++).padStart(6, '0')}`;
    this.#mark = Buffer.from(mark);
    this.#since = since;
    this.#seat.say((mark + filling).slice(0, characters));
  }

  #hear(bytes: Buffer, end: number): void {
    if (!this.#mark) return;
    const at = bytes.indexOf(this.#mark);
    if (at === -1 || at >= end) return;
    this.#mark = undefined;
    this.#onHeard(this.#since);
    const next = this.#waiting.shift();
    if (next !== undefined) this.say(next);
  }
}
