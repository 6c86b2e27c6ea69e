import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { Throttle } from './throttle.ts';
import type { ClientFrame, DoorCode, ServerFrame } from '@arc-chat/protocol';
import type { Socket, Ticketed } from './ports.ts';

export type Status =
  | { type: 'connecting' }
  | { type: 'live' }
  /** `retryAt`: the time of the next attempt, in milliseconds since 1970. `refusal`: why the room lets nobody in. */
  | { type: 'waiting'; retryAt: number; refusal: DoorCode | undefined }
  | { type: 'stopped'; reason: 'reload' | 'closed' };

export interface ConnectionEvents {
  /** The socket is open. Only a hello may be sent before its welcome. */
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  onStatus(status: Status): void;
}

/** The connection, as far as requests need it. */
export type Channel = Pick<Connection, 'signal' | 'send' | 'reconnect'>;

/** Keeps one socket open, and opens the next one when it is gone. */
export class Connection {
  #socket: Socket | undefined;
  #status: Status = { type: 'connecting' };
  #failures = 0;
  #liveSince = Infinity;
  /** Starts the next attempt, or gives this one up. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Aborts when this attempt, with its socket, is given up. */
  #attempt = new AbortController();
  readonly #throttle = new Throttle((frame) => this.#socket?.send(encodeClientFrame(frame)));
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

  /** Aborts when this attempt, with its socket, is given up. Each attempt has a signal of its own. */
  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  async connect(): Promise<void> {
    this.#giveUp();
    const { signal } = (this.#attempt = new AbortController());
    this.#after(this.#patienceMs, () => this.reconnect());
    this.#become({ type: 'connecting' });
    // The listener may have closed the room.
    if (signal.aborted) return;
    const ticket = await this.#ticket().catch((): Ticketed => 'later');
    if (signal.aborted) return;
    if (typeof ticket === 'object') this.#listen(ticket.url, signal);
    else if (ticket === 'reload') this.#stop('reload');
    else this.reconnect(ticket === 'later' ? undefined : ticket);
  }

  /** The server has welcomed this socket. */
  welcomed(): void {
    if (this.#status.type === 'live') return;
    this.#liveSince = Date.now();
    this.#become({ type: 'live' });
  }

  /** Gives the socket up, and opens the next one after a while. */
  reconnect(refusal?: DoorCode): void {
    // A welcome alone does not show that all is well. Only a socket that lasted ends the backoff.
    if (Date.now() - this.#liveSince > this.#patienceMs) this.#failures = 0;
    this.#liveSince = Infinity;
    this.#giveUp();
    const wait = backoff(this.#failures++);
    this.#after(wait, () => void this.connect());
    this.#become({ type: 'waiting', retryAt: Date.now() + wait, refusal });
  }

  /** Ends the wait for the next attempt. */
  retryNow(): void {
    if (this.#status.type === 'waiting') void this.connect();
  }

  close(): void {
    if (this.#status.type !== 'stopped') this.#stop('closed');
  }

  /** Sends at the pace that the server allows. Frames that still wait when the socket goes are not sent at all. */
  send(frame: ClientFrame, onSent: () => void = () => {}): void {
    if (this.#socket) this.#throttle.add(frame, onSent);
  }

  #listen(url: string, signal: AbortSignal): void {
    const socket = this.#openVersioned(url);
    if (!socket) return this.reconnect();
    this.#socket = socket;
    this.#after(this.#patienceMs, () => this.reconnect());
    socket.addEventListener('open', () => {
      if (signal.aborted) return;
      clearTimeout(this.#timer);
      this.#events.onOpen();
    });
    socket.addEventListener('message', (event) => {
      const frame = !signal.aborted && 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame?.type === 'refused' && frame.code === 'slow-down') this.#throttle.slowDown(frame.retryAfterMs ?? 0);
      if (frame) this.#events.onFrame(frame);
    });
    socket.addEventListener('close', () => signal.aborted || this.reconnect());
  }

  /** @returns undefined for a bad address, or one that the browser forbids */
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

  #giveUp(): void {
    clearTimeout(this.#timer);
    this.#throttle.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#attempt.abort();
    socket?.close();
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
