import { Attempt } from './attempt.ts';
import { backoff, Connection } from './connection.ts';
import { present } from './people.ts';
import { RoomSync } from './room-sync.ts';
import { Sleep } from './sleep.ts';
import { timings } from './timings.ts';
import { Typing } from './typing.ts';
import { Outgoing } from './outgoing.ts';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import type { Status, Ticketed } from './connection.ts';
import type { Platform, RoomState } from './ports.ts';
import type { Entry } from './outbox.ts';
import type { Link } from './drain.ts';
import type { Timings } from './timings.ts';

/** A seat in a room, kept through every loss of the connection, and all that is known from there. */
export class Room {
  readonly name: string;
  readonly #times: Timings;
  readonly #onChange: () => void;
  readonly #sleep = new Sleep();
  readonly #typing: Typing;
  readonly #connection: Connection;
  readonly #reader: RoomSync;
  readonly #writer: Outgoing;
  readonly #attempt: Attempt;
  #typedAt = 0;
  #restarts = 0;
  #newName: string | undefined;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, host: Platform, onChange: () => void = () => {}, times: Partial<Timings> = {}) {
    this.name = name;
    this.#onChange = onChange;
    this.#times = { ...timings, ...times };
    this.#typing = new Typing(this.#times.typingMs, onChange);
    this.#connection = new Connection(() => this.#ticket(host), host.open, this.#times.patienceMs, {
      onOpen: () => this.#reader.hello(),
      onFrame: (frame) => this.#hear(frame),
      onStatus: (status) => this.#statusIs(status),
    });
    const send = this.#connection.send.bind(this.#connection);
    this.#attempt = new Attempt(send, this.#times.resendMs);
    this.#reader = new RoomSync(name, this.#times, {
      send,
      onWelcome: () => {
        this.#connection.welcomed();
        void this.#writer.wake();
      },
      onRows: (rows) => {
        this.#attempt.saw(rows);
        void this.#writer.saw(rows);
      },
      onRestart: () => {
        this.#restarts++;
        void this.#writer.restart();
      },
      onSilence: () => this.#connection.reconnect(),
      onChange,
    });
    const line: Link = {
      isOpen: () => this.#reader.isSeated,
      cursor: () => this.#reader.newest,
      say: async (entry) => {
        const outcome = await this.#attempt.say(entry);
        // Lost on its way, or the socket is dead: a question tells which.
        if (outcome.type === 'silence') void this.#reader.ask();
        return outcome;
      },
      page: (after) => this.#reader.page(after),
      // A wait that begins when the socket is gone already has nobody to end it.
      wait: (ms) => (this.#reader.isSeated ? this.#sleep.for(ms) : Promise.resolve()),
      backoff,
      onNewLog: () => void this.#reader.ask(),
    };
    this.#writer = new Outgoing(name, host.outbox, host.lock ?? ((_, task) => task()), line, onChange);
  }

  get state(): RoomState {
    const { timeline, people, you } = this.#reader;
    const { entries } = this.#writer;
    // Asked for at every change, and nearly always there is nothing to look for.
    const ids = new Set(entries.length > 0 ? timeline.messages.map((message) => message.id) : []);
    return {
      status: this.#connection.status,
      you,
      messages: timeline.messages,
      hasOlder: timeline.hasOlder,
      outbox: entries.filter((entry) => !ids.has(entry.id)),
      people: present(people),
      typing: this.#typing.people,
      restarts: this.#restarts,
    };
  }

  open(): void {
    void this.#writer.wake();
    void this.#connection.connect();
  }

  close(): void {
    this.#connection.close();
  }

  say(text: string): Promise<void> {
    // The others take what is said for the end of the typing, so the next word is news again.
    this.#typedAt = 0;
    return this.#writer.say(text);
  }

  retry(entry: Entry): Promise<void> {
    return this.#writer.retry(entry.key);
  }

  discard(entry: Entry): Promise<void> {
    return this.#writer.discard(entry.key);
  }

  older(): Promise<void> {
    return this.#reader.older();
  }

  /** A name belongs to a seat, so a new name is a new seat. */
  rename(name: string): void {
    if (this.#connection.status.type === 'stopped') return;
    this.#newName = name;
    void this.#connection.connect();
  }

  /** Tells the others that something is being written, now and then. */
  type(): void {
    if (!this.#reader.isSeated || Date.now() - this.#typedAt < this.#times.typingMs / 2) return;
    this.#typedAt = Date.now();
    this.#connection.send({ type: 'typing', room: this.name });
  }

  /** The network is back, or the page is looked at again: what is waited for may be there, what seems open may be dead. */
  wake(): void {
    this.#connection.retryNow();
    this.#look();
  }

  async #ticket(host: Platform): Promise<Ticketed> {
    const name = this.#newName;
    const ticket = await host.ticket(this.name, name);
    if (typeof ticket === 'object' && this.#newName === name) this.#newName = undefined;
    return ticket;
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'refused') this.#refused(frame);
    else if (frame.type === 'typing') {
      // Another tab of this very person says so too.
      if (frame.user !== this.#reader.you?.user) this.#typing.add(frame);
    } else {
      if (frame.type === 'said') this.#typing.remove(frame.user);
      this.#reader.read(frame);
    }
  }

  /** API Gateway's own refusal names no frame: it may be about any that waits for an answer. */
  #refused(frame: Refused): void {
    const { code, of } = frame;
    this.#attempt.refused(frame);
    if (code === 'not-seated' || code === 'flood' || ((of ?? 'hello') === 'hello' && !this.#reader.isSeated)) {
      this.#connection.reconnect();
    } else if ((of ?? 'page') === 'page') void this.#sleep.for(backoff(0)).then(() => this.#reader.refused());
  }

  #statusIs({ type }: Status): void {
    clearTimeout(this.#heartbeat);
    if (type === 'live') this.#beat();
    else {
      this.#reader.lost();
      this.#attempt.gone();
      this.#typing.clear();
      this.#sleep.wake();
    }
    this.#onChange();
  }

  /** Asks how the log stands, and looks for what a tab that was closed left in the outbox. */
  #look(): void {
    void this.#reader.ask();
    void this.#writer.wake();
  }

  #beat(): void {
    this.#heartbeat = setTimeout(() => {
      this.#look();
      this.#beat();
    }, this.#times.heartbeatMs);
  }
}
