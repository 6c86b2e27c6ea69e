import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { Throttle } from './throttle.ts';
import type { ClientFrame, DoorCode, ServerFrame } from '@arc-chat/protocol';
import type { Platform, Socket, Ticketed } from './ports.ts';
import type { Timings } from './timings.ts';

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

/** The longest wait for the next attempt while somebody looks at the room, in milliseconds. */
const inSightMs = 10_000;

/** The frames that answer this client. Others may have come long ago, and waited in a page that was frozen. */
const answers: ServerFrame['type'][] = ['welcome', 'page', 'refused'];

/** The connection, as far as requests need it. */
export type Channel = Pick<Connection, 'signal' | 'send' | 'reconnect'>;

/** Keeps one socket open, and opens the next one when it is gone. */
export class Connection {
  #socket: Socket | undefined;
  #status: Status = { type: 'connecting' };
  #failures = 0;
  #liveSince = Infinity;
  #begunAt = 0;
  /** The time that the last attempt took, from its ticket to its welcome. */
  #tookMs = 0;
  /** The server owes an answer, and has a long time for it. */
  #isPatient = false;
  /** Starts the next attempt, or gives this one up. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs after a wake, until the server answers. */
  #haste: ReturnType<typeof setTimeout> | undefined;
  /** Aborts when this attempt, with its socket, is given up. */
  #attempt = new AbortController();
  readonly #throttle = new Throttle((frame) => {
    if (frame.type === 'hello' || frame.type === 'page') this.#isPatient = true;
    this.#socket?.send(encodeClientFrame(frame));
  });
  readonly #ticket: (signal: AbortSignal) => Promise<Ticketed>;
  readonly #platform: Pick<Platform, 'open' | 'isInSight'>;
  readonly #times: Pick<Timings, 'patienceMs' | 'hasteMs'>;
  readonly #events: ConnectionEvents;

  constructor(
    ticket: (signal: AbortSignal) => Promise<Ticketed>,
    platform: Pick<Platform, 'open' | 'isInSight'>,
    times: Pick<Timings, 'patienceMs' | 'hasteMs'>,
    events: ConnectionEvents,
  ) {
    this.#ticket = ticket;
    this.#platform = platform;
    this.#times = times;
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
    this.#begunAt = Date.now();
    this.#bePatient();
    this.#become({ type: 'connecting' });
    // The listener may have closed the room.
    if (signal.aborted) return;
    const ticket = await this.#ticket(signal).catch((): Ticketed => 'later');
    if (signal.aborted) return;
    if (typeof ticket === 'object') this.#listen(ticket.url, signal);
    else if (ticket === 'reload') this.#stop('reload');
    else this.reconnect(ticket === 'later' ? undefined : ticket);
  }

  /** The server has welcomed this socket. */
  welcomed(): void {
    if (this.#status.type === 'live') return;
    this.#liveSince = Date.now();
    this.#tookMs = this.#liveSince - this.#begunAt;
    this.#become({ type: 'live' });
  }

  /** Gives the socket up, and opens the next one after a while. */
  reconnect(refusal?: DoorCode): void {
    // A welcome alone does not show that all is well. Only a socket that lasted ends the backoff.
    if (Date.now() - this.#liveSince > this.#times.patienceMs) this.#failures = 0;
    this.#liveSince = Infinity;
    this.#giveUp();
    const wait = backoff(this.#failures++, this.#platform.isInSight?.() ? inSightMs : undefined);
    this.#timer = setTimeout(() => void this.connect(), wait);
    this.#become({ type: 'waiting', retryAt: Date.now() + wait, refusal });
  }

  /**
   * Ends the wait for the next attempt. An answer that the server owes has to come soon now, or the next attempt begins
   * at once. It gets as long as the last attempt took, so that a slow network does not cost a socket at each wake. After
   * silence the next answer gets twice the time, because the network may have become slower.
   */
  hurry(): void {
    this.#failures = 0;
    if (this.#status.type === 'waiting') return void this.connect();
    if (!this.#isPatient) return;
    this.#isPatient = false;
    const wait = Math.max(this.#times.hasteMs, this.#tookMs);
    clearTimeout(this.#haste);
    this.#haste = setTimeout(() => {
      this.#tookMs = 2 * wait;
      void this.connect();
    }, wait);
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
    this.#bePatient();
    socket.addEventListener('open', () => {
      if (signal.aborted) return;
      this.#rest();
      this.#events.onOpen();
    });
    socket.addEventListener('message', (event) => {
      const frame = !signal.aborted && 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame?.type === 'refused' && frame.code === 'slow-down') this.#throttle.slowDown(frame.retryAfterMs ?? 0);
      if (frame && answers.includes(frame.type)) this.#rest();
      if (frame) this.#events.onFrame(frame);
    });
    socket.addEventListener('close', () => signal.aborted || this.reconnect());
  }

  /** @returns undefined for a bad address, or one that the browser forbids */
  #openVersioned(url: string): Socket | undefined {
    try {
      const versioned = new URL(url);
      versioned.searchParams.set('v', '1');
      return this.#platform.open(versioned.href);
    } catch {
      return undefined;
    }
  }

  #stop(reason: 'reload' | 'closed'): void {
    this.#giveUp();
    this.#become({ type: 'stopped', reason });
  }

  #giveUp(): void {
    this.#rest();
    this.#throttle.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#attempt.abort();
    socket?.close();
  }

  #bePatient(): void {
    this.#rest();
    this.#isPatient = true;
    this.#timer = setTimeout(() => this.reconnect(), this.#times.patienceMs);
  }

  /** The server has answered, or the attempt is over. */
  #rest(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#haste);
    this.#isPatient = false;
  }

  #become(status: Status): void {
    this.#status = status;
    this.#events.onStatus(status);
  }
}
