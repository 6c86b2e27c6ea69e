import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import type { ClientFrame, ServerFrame } from '@arc-chat/protocol';

/** The smallest part of a WebSocket that is needed here; a browser's and Node's both have it. */
export interface Socket {
  addEventListener(type: 'open' | 'message' | 'close', listener: (event: object) => void): void;
  send(data: string): void;
  close(): void;
}

/** `later`: it may go better another time. `reload`: it will not, until the page was loaded again. */
export type Ticketed = { url: string } | 'later' | 'reload';

export type Status =
  | { type: 'connecting' }
  | { type: 'live' }
  /** `retryAt`: when the next attempt comes, in milliseconds since 1970. */
  | { type: 'waiting'; retryAt: number }
  | { type: 'stopped'; reason: 'reload' | 'closed' };

export interface ConnectionEvents {
  /** The socket is open; nothing but a hello may be sent before its welcome. */
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  onStatus(status: Status): void;
}

/** Half a second to half a minute, and any time in between: those whom one failure drops must not come back as one. */
export const backoff = (attempt: number, random = Math.random()): number =>
  500 + random * (Math.min(30_000, 500 * 2 ** attempt) - 500);

/** The server takes 120 frames in 10 seconds. */
const paceMs = 125;

/** One socket at a time, and another one whenever it is gone. */
export class Connection {
  #socket: Socket | undefined;
  #status: Status = { type: 'connecting' };
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #nextSendAt = 0;
  /** Tells an answer that comes for an attempt which was given up. */
  #attempt = 0;
  readonly #ticket: () => Promise<Ticketed>;
  readonly #open: (url: string) => Socket;
  readonly #events: ConnectionEvents;

  constructor(ticket: () => Promise<Ticketed>, open: (url: string) => Socket, events: ConnectionEvents) {
    this.#ticket = ticket;
    this.#open = open;
    this.#events = events;
  }

  get status(): Status {
    return this.#status;
  }

  async connect(): Promise<void> {
    const attempt = ++this.#attempt;
    clearTimeout(this.#retry);
    this.#drop();
    this.#become({ type: 'connecting' });
    const ticket = await this.#ticket().catch((): Ticketed => 'later');
    if (attempt !== this.#attempt) return;
    if (ticket === 'later') this.#retryLater();
    else if (ticket === 'reload') this.#become({ type: 'stopped', reason: 'reload' });
    else this.#listen(ticket.url);
  }

  /** The server has welcomed this socket. */
  welcomed(): void {
    this.#failures = 0;
    this.#become({ type: 'live' });
  }

  /** Gives the socket up, and opens another one after a while. */
  reconnect(): void {
    this.#attempt++;
    this.#drop();
    this.#retryLater();
  }

  /** Does not wait any longer, where it is waiting. */
  retryNow(): void {
    if (this.#status.type === 'waiting') void this.connect();
  }

  close(): void {
    this.#attempt++;
    clearTimeout(this.#retry);
    this.#drop();
    this.#become({ type: 'stopped', reason: 'closed' });
  }

  /** Sends at the pace that the server allows. What is not sent when the socket goes is not sent at all. */
  send(frame: ClientFrame): void {
    const socket = this.#socket;
    const wait = this.#nextSendAt - Date.now();
    this.#nextSendAt = Math.max(Date.now(), this.#nextSendAt) + paceMs;
    if (wait <= 0) socket?.send(encodeClientFrame(frame));
    else setTimeout(() => this.#socket === socket && socket?.send(encodeClientFrame(frame)), wait);
  }

  #listen(url: string): void {
    const versioned = new URL(url);
    versioned.searchParams.set('v', '1');
    const socket = this.#open(versioned.href);
    this.#socket = socket;
    const isCurrent = () => this.#socket === socket;
    socket.addEventListener('open', () => isCurrent() && this.#events.onOpen());
    socket.addEventListener('message', (event) => {
      const frame = isCurrent() && 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame) this.#events.onFrame(frame);
    });
    socket.addEventListener('close', () => isCurrent() && this.reconnect());
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #retryLater(): void {
    const wait = backoff(this.#failures++);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.connect(), wait);
    this.#become({ type: 'waiting', retryAt: Date.now() + wait });
  }

  #become(status: Status): void {
    this.#status = status;
    this.#events.onStatus(status);
  }
}
