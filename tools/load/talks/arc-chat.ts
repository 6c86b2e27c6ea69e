import { randomBytes } from 'node:crypto';
import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { sealWith } from '@arc-chat/session';
import type { SeatPlace, Reaction, Talk } from './talk.ts';

const newHex = () => randomBytes(16).toString('hex');

/** Where a frame's type begins: `{"type":"said"`. No other frame of a server begins with an s. */
const typeAt = 9;
const letterS = 0x73;

/** The shortest wait of the app's client before it sends a refused message again. */
const backoffMs = 500;

/** This app's protocol: packages/protocol/PROTOCOL.md. */
export class OurTalk implements Talk {
  readonly #place: SeatPlace;
  readonly #secret: string;
  readonly #ids = newHex().slice(0, 20);
  #asked = 0;
  #id = '';
  #text = '';
  #log: string | null = null;
  #after = 0;

  /** @param secret the server's own, to seal tickets as its page does */
  constructor(place: SeatPlace, secret: string) {
    this.#place = place;
    this.#secret = secret;
  }

  async upgrade() {
    const { port, room, person } = this.#place;
    const origin = `http://127.0.0.1:${port}`;
    const claims = { jti: newHex(), sub: person, name: person, room, origin };
    const ticket = await sealWith(this.#secret).seal('socket', 60, claims);
    return { path: `/?ticket=${ticket}&v=1`, origin };
  }

  opened(): Reaction {
    return { send: encodeClientFrame({ type: 'hello', room: this.#place.room }) };
  }

  isMessage(bytes: Buffer, start: number): boolean {
    return bytes[start + typeAt] === letterS;
  }

  heard(text: string): Reaction {
    const frame = decodeServerFrame(text);
    if (frame?.type === 'welcome') {
      this.#log = frame.log;
      this.#after = frame.seq;
      return { isSeated: true };
    }
    if (frame?.type !== 'refused' || frame.id !== this.#id) return {};
    return { againAfterMs: frame.code === 'resync' ? 0 : (frame.retryAfterMs ?? backoffMs) };
  }

  learn(bytes: Buffer, start: number, end: number): void {
    const frame = bytes.toString('latin1', start, end);
    // The quotes of a text are escaped, so a text cannot contain these.
    const seq = Number.parseInt(frame.slice(frame.indexOf('"seq":') + 6), 10);
    if (seq > this.#after) this.#after = seq;
    this.#log ??= /"log":"(\w+)"/.exec(frame)?.[1] ?? null;
  }

  say(text: string): string {
    this.#id = this.#ids + (this.#asked++).toString(16).padStart(12, '0');
    this.#text = text;
    return this.again();
  }

  again(): string {
    const { room } = this.#place;
    return encodeClientFrame({ type: 'say', room, id: this.#id, text: this.#text, log: this.#log, after: this.#after });
  }
}
