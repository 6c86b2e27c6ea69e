import { effects } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { Pending, sleep } from './pending.ts';
import type { ClientFrame, Cursor, Frame, Message, Refused, ServerFrame } from '@arc-chat/protocol';
import type { Channel } from './connection.ts';
import type { Unanswered } from './pending.ts';
import type { Entry } from './ports.ts';
import type { Timings } from './timings.ts';

type Page = Frame<ServerFrame, 'page'>;

/** The end of one attempt: the row in the log. After `silence` nobody knows whether there is one. */
export type Outcome = Message | Refused | Unanswered;

/** An entry that may be sent: its floor is stored. */
export type Ready = Entry & { floor: Cursor };

const keyOf = ({ before, after }: { before?: number | undefined; after?: number | undefined }) => `${before}/${after}`;

/** The frames that wait for an answer. A wait ends with the answer, by timeout (`silence`) or with its socket (`gone`). */
export class Requests {
  readonly #hellos = new Pending<'welcomed' | Refused>();
  /** By the id of a message. */
  readonly #rows = new Pending<Message | Refused>();
  readonly #pages = new Pending<Page | Refused>();
  /** The signal of the socket whose hello was answered. */
  #welcomed: AbortSignal | undefined;
  readonly #room: string;
  readonly #channel: Channel;
  readonly #times: Timings;

  constructor(room: string, channel: Channel, times: Timings) {
    this.#room = room;
    this.#channel = channel;
    this.#times = times;
  }

  /** The last hello was answered, on this socket. Until then nothing else may be sent. */
  get isSeated(): boolean {
    return this.#welcomed === this.#channel.signal && !this.#welcomed.aborted;
  }

  async hello(asked: Cursor | undefined): Promise<void> {
    this.#welcomed = undefined;
    const { signal } = this.#channel;
    const frame = { type: 'hello' as const, room: this.#room, ...asked };
    const outcome = await this.#send(this.#hellos, frame, 'hello', this.#times.patienceMs);
    if (outcome !== 'welcomed') this.#giveUp(signal);
  }

  say({ room, id, text, floor, removes }: Ready): Promise<Outcome> {
    const frame: ClientFrame =
      removes === undefined
        ? { type: 'say', room, id, text, ...floor }
        : { type: 'remove', room, id, seq: removes, ...floor };
    return this.#send(this.#rows, frame, id, this.#times.resendMs);
  }

  /** Asks a few times. @returns undefined without an answer */
  async page(question: Cursor | { before: number }): Promise<Page | undefined> {
    const { signal } = this.#channel;
    const frame = { type: 'page' as const, room: this.#room, ...question };
    for (let attempt = 0; this.isSeated && !signal.aborted; attempt++) {
      const answer = await this.#send(this.#pages, frame, keyOf(frame), this.#times.patienceMs);
      if (typeof answer === 'string') return this.#giveUp(signal);
      if (answer.type === 'page') return answer;
      await this.pause(answer.retryAfterMs ?? backoff(attempt));
      if (effects[answer.code] !== 'wait' || attempt === 3) return undefined;
    }
    return undefined;
  }

  /** @returns false if the socket is gone before the time is over */
  async pause(ms: number): Promise<boolean> {
    return this.isSeated && sleep(ms, this.#channel.signal);
  }

  welcomed(): void {
    this.#welcomed = this.#channel.signal;
    this.#hellos.answer('hello', 'welcomed');
  }

  /** A row in the log settles its message, in any frame that brings it. */
  saw(rows: readonly Message[]): void {
    for (const row of rows) this.#rows.answer(row.id, row);
  }

  answered(page: Page): void {
    this.#pages.answer(keyOf(page), page);
  }

  /** API Gateway's own refusal names no frame: it may be about any frame that waits for an answer. */
  refused(refused: Refused): void {
    const { code, of, id } = refused;
    if (effects[code] === 'reconnect') return this.#channel.reconnect();
    if (of === undefined || of === 'page') this.#pages.answerAll(refused);
    if (id !== undefined) return this.#rows.answer(id, refused);
    if (of === undefined || of === 'hello') this.#hellos.answerAll(refused);
    if (of === undefined) this.#rows.answerAll(refused);
  }

  /** Reconnects, unless this socket is gone already. */
  #giveUp(signal: AbortSignal): undefined {
    if (!signal.aborted) this.#channel.reconnect();
  }

  #send<T>(pending: Pending<T>, frame: ClientFrame, key: string, ms: number): Promise<T | Unanswered> {
    return pending.wait(key, ms, this.#channel.signal, (onSent) => this.#channel.send(frame, onSent));
  }
}
