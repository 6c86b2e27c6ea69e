import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { Throttle } from './throttle.ts';
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
  500 + random * (Math.min(30_000, 1_000 * 2 ** attempt) - 500);

/** One socket at a time, and another one whenever it is gone. */
export class Connection {
  #socket: Socket | undefined;
  #status: Status = { type: 'connecting' };
  #failures = 0;
  #liveSince = Infinity;
  /** Until the next attempt, or until this one is given up. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Tells an answer that comes for an attempt which was given up. */
  #attempt = 0;
  readonly #pace = new Throttle<ClientFrame>((frame) => this.#socket?.send(encodeClientFrame(frame)));
  readonly #ticket: () => Promise<Ticketed>;
  readonly #open: (url: string) => Socket;
  readonly #patienceMs: number;
  readonly #events: ConnectionEvents;

  constructor(
    ticket: () => Promise<Ticketed>,
    open: (url: string) => Socket,
    patienceMs: number,
    events: ConnectionEvents,
  ) {
    this.#ticket = ticket;
    this.#open = open;
    this.#patienceMs = patienceMs;
    this.#events = events;
  }

  get status(): Status {
    return this.#status;
  }

  async connect(): Promise<void> {
    const attempt = this.#giveUp();
    this.#become({ type: 'connecting' });
    this.#after(this.#patienceMs, () => this.reconnect());
    const ticket = await this.#ticket().catch((): Ticketed => 'later');
    if (attempt !== this.#attempt) return;
    if (ticket === 'later') this.reconnect();
    else if (ticket === 'reload') this.#stop('reload');
    else this.#listen(ticket.url);
  }

  /** The server has welcomed this socket. */
  welcomed(): void {
    this.#liveSince = Date.now();
    this.#become({ type: 'live' });
  }

  /** Gives the socket up, and opens another one after a while. */
  reconnect(): void {
    // A welcome alone does not show that all is well: a socket has to last.
    if (Date.now() - this.#liveSince > this.#patienceMs) this.#failures = 0;
    this.#liveSince = Infinity;
    this.#giveUp();
    const wait = backoff(this.#failures++);
    this.#after(wait, () => void this.connect());
    this.#become({ type: 'waiting', retryAt: Date.now() + wait });
  }

  /** Does not wait any longer, where it is waiting. */
  retryNow(): void {
    if (this.#status.type === 'waiting') void this.connect();
  }

  close(): void {
    this.#stop('closed');
  }

  /** Sends at the pace that the server allows. What is not sent when the socket goes is not sent at all. */
  send(frame: ClientFrame): void {
    if (this.#socket) this.#pace.add(frame);
  }

  #listen(url: string): void {
    const socket = this.#openVersioned(url);
    if (!socket) return this.reconnect();
    this.#socket = socket;
    this.#after(this.#patienceMs, () => this.reconnect());
    const isCurrent = () => this.#socket === socket;
    socket.addEventListener('open', () => {
      if (!isCurrent()) return;
      clearTimeout(this.#timer);
      this.#events.onOpen();
    });
    socket.addEventListener('message', (event) => {
      const frame = isCurrent() && 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame) this.#events.onFrame(frame);
    });
    socket.addEventListener('close', () => isCurrent() && this.reconnect());
  }

  /** Undefined for an address that is none, or that a browser forbids. */
  #openVersioned(url: string): Socket | undefined {
    try {
      const versioned = new URL(url);
      versioned.searchParams.set('v', '1');
      return this.#open(versioned.href);
    } catch {
      return undefined;
    }
  }

  #stop(reason: 'reload' | 'closed'): void {
    this.#giveUp();
    this.#become({ type: 'stopped', reason });
  }

  /** Leaves nothing of the last attempt. @returns the number of the next one */
  #giveUp(): number {
    clearTimeout(this.#timer);
    this.#pace.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    return ++this.#attempt;
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #become(status: Status): void {
    this.#status = status;
    this.#events.onStatus(status);
  }
}
