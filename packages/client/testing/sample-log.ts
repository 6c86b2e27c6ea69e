import { room } from '@arc-chat/chat/testing/scene';
import type { Cursor, Frame, Message, ServerFrame } from '@arc-chat/protocol';

export { room };
export const you = { user: 'u-ann', name: 'Ann' };
export const hex = (n: number) => n.toString(16).padStart(32, '0');
/** API Gateway's own message when a function failed. */
export const gatewayError = { message: 'Internal server error', connectionId: 'c', requestId: 'r' };
export const logA = hex(0xa);
export const logB = hex(0xb);

/** A row of a log. Rows of different logs have different ids. */
export const row = (seq: number, log = logA): Message => ({
  seq,
  id: hex(parseInt(log, 16) * 1_000 + seq),
  ...you,
  text: `no. ${seq}`,
  at: seq,
});

export const rows = (from: number, to: number, log = logA): Message[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => row(from + i, log));

/** A log of `length` rows, and the frames that a server would send about it. */
export class SampleLog {
  readonly log: string;
  readonly pageSize: number;
  length: number;

  constructor(log: string, length: number, pageSize = 5) {
    this.log = log;
    this.length = length;
    this.pageSize = pageSize;
  }

  said(seq: number): Frame<ServerFrame, 'said'> {
    return { type: 'said', room, log: this.log, ...row(seq, this.log) };
  }

  page(asked: Cursor) {
    const found = this.#isOurs(asked) ? this.#newer(asked.after) : { messages: [], more: false };
    return { type: 'page' as const, room, after: asked.after, at: 0, people: [], ...this.#newest(), ...found };
  }

  before(seq: number) {
    return { type: 'page' as const, room, before: seq, ...this.#newest(), ...this.#older(seq) };
  }

  welcome(asked?: Cursor): Frame<ServerFrame, 'welcome'> {
    const found = asked && this.#isOurs(asked) ? this.#newer(asked.after) : this.#older(this.length + 1);
    return { type: 'welcome', room, after: asked?.after, you, at: 0, people: [you], ...this.#newest(), ...found };
  }

  #newest() {
    return { log: this.length > 0 ? this.log : null, seq: this.length };
  }

  #isOurs({ log, after }: Cursor): boolean {
    return after === 0 || (log === this.log && after <= this.length);
  }

  #newer(after: number) {
    const to = Math.min(after + this.pageSize, this.length);
    return { messages: rows(after + 1, to, this.log), more: to < this.length };
  }

  #older(before: number) {
    const from = Math.max(1, before - this.pageSize);
    return { messages: rows(from, Math.min(before - 1, this.length), this.log), more: from > 1 };
  }
}
