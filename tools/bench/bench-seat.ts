import { randomBytes } from 'node:crypto';
import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { Problem } from '../../scripts/lib/root.ts';
import { within } from './rounds.ts';
import type { Platform, Socket } from '@arc-chat/client';
import type { ServerFrame } from '@arc-chat/protocol';

export async function ticketUrl(platform: Platform, room: string): Promise<string> {
  const ticketed = await within('a ticket', platform.ticket(room));
  if (typeof ticketed !== 'object') throw new Problem(`no ticket: ${ticketed}`);
  return `${ticketed.url}&v=1`;
}

/** Opens a socket, and resolves when it is open. */
export async function openSocket(platform: Platform, url: string): Promise<Socket> {
  const socket = platform.open(url);
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Problem('a socket was closed before it was open')));
  });
  await within('a socket', opened);
  return socket;
}

/** The text of every message. */
export const text = 'How is the weather where you are?';

/** The app's client sends an unanswered message again after this time, too. */
const resendMs = 5_000;

/** The shortest wait of the app's client before it retries in a busy room. */
const backoffMs = 500;

/** A seat in a room, with a promise for each message heard. The app's client would pace the sends and distort times. */
export class BenchSeat {
  readonly #socket: Socket;
  readonly #room: string;
  readonly #onRepeat: () => void;
  readonly #welcome = Promise.withResolvers<void>();
  readonly #heard = new Map<string, PromiseWithResolvers<void>>();
  readonly #saying = new Map<string, string>();
  #cursor: { log: string | null; after: number } = { log: null, after: 0 };

  private constructor(socket: Socket, room: string, onRepeat: () => void) {
    this.#socket = socket;
    this.#room = room;
    this.#onRepeat = onRepeat;
    socket.addEventListener('message', (event) => {
      const frame = 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame) this.#hear(frame);
    });
  }

  /** @param onRepeat is called each time that a message has to be sent again */
  static async take(platform: Platform, room: string, onRepeat = () => {}): Promise<BenchSeat> {
    const seat = new BenchSeat(await openSocket(platform, await ticketUrl(platform, room)), room, onRepeat);
    seat.#socket.send(encodeClientFrame({ type: 'hello', room }));
    await within('a welcome', seat.#welcome.promise);
    return seat;
  }

  /** Sends a message, and repeats it as needed until `done` resolves: by default, until it is heard here. */
  async say(id: string, done: Promise<unknown> = this.hears(id)): Promise<void> {
    this.#saying.set(id, encodeClientFrame({ type: 'say', room: this.#room, id, text, ...this.#cursor }));
    this.#send(id);
    const again = setInterval(() => this.#repeat(id), resendMs);
    try {
      await done;
    } finally {
      clearInterval(again);
      this.#saying.delete(id);
    }
  }

  /** The seq of the newest message known here. */
  get newest(): number {
    return this.#cursor.after;
  }

  hears(id: string): Promise<void> {
    return this.#promised(id).promise;
  }

  #promised(id: string): PromiseWithResolvers<void> {
    const promised = this.#heard.get(id) ?? Promise.withResolvers<void>();
    this.#heard.set(id, promised);
    return promised;
  }

  #send(id: string): void {
    const frame = this.#saying.get(id);
    if (frame) this.#socket.send(frame);
  }

  #repeat(id: string): void {
    this.#onRepeat();
    this.#send(id);
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'said') {
      if (frame.seq > this.#cursor.after) this.#cursor = { log: frame.log, after: frame.seq };
      this.#promised(frame.id).resolve();
    } else if (frame.type === 'welcome') {
      this.#cursor = { log: frame.log, after: frame.seq };
      this.#welcome.resolve();
    } else if (frame.type === 'refused' && frame.id) {
      const { id, retryAfterMs = backoffMs } = frame;
      setTimeout(() => this.#saying.has(id) && this.#repeat(id), retryAfterMs);
    }
  }
}

export const newId = () => randomBytes(16).toString('hex');
