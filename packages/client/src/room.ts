import { Attempt } from './attempt.ts';
import { backoff, Connection } from './connection.ts';
import { present } from './people.ts';
import { Reader } from './reader.ts';
import { timings } from './timings.ts';
import { Writer } from './writer.ts';
import type { Message, Person, ServerFrame } from '@arc-chat/protocol';
import type { Socket, Status, Ticketed } from './connection.ts';
import type { Entry, Outbox } from './outbox.ts';
import type { Timings } from './timings.ts';
import type { Lock } from './writer.ts';

/** What a room needs of where it runs. */
export interface Host {
  /** The address of one more socket to this room; with a name, the person is called that from now on. */
  ticket(room: string, name?: string): Promise<Ticketed>;
  open(url: string): Socket;
  outbox: Outbox;
  /** Order across the tabs of a browser needs it, exactly-once does not. */
  lock?: Lock;
}

export interface RoomState {
  status: Status;
  you: Person | undefined;
  messages: readonly Message[];
  hasOlder: boolean;
  /** What was written here and is not known to be in the log. */
  outbox: readonly Entry[];
  /** Undefined in a crowd. */
  people: readonly Person[] | undefined;
  typing: readonly Person[];
  /** How often the history turned out to be another one, and was started over. */
  restarts: number;
}

/** A seat in a room, kept through every loss of the connection, and all that is known from there. */
export class Room {
  readonly name: string;
  readonly #times: Timings;
  readonly #onChange: () => void;
  readonly #connection: Connection;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #attempt: Attempt;
  #typing = new Map<string, Person>();
  #typedAt = 0;
  #restarts = 0;
  #newName: string | undefined;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;
  #sleepers = new Set<() => void>();

  constructor(name: string, host: Host, onChange: () => void = () => {}, times: Partial<Timings> = {}) {
    this.name = name;
    this.#onChange = onChange;
    this.#times = { ...timings, ...times };
    this.#connection = new Connection(() => this.#ticket(host), host.open, {
      onOpen: () => this.#reader.hello(),
      onFrame: (frame) => this.#hear(frame),
      onStatus: (status) => this.#statusIs(status),
    });
    const send = this.#connection.send.bind(this.#connection);
    this.#attempt = new Attempt(send, this.#times.resendMs);
    this.#reader = new Reader(name, this.#times, {
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
    const line = {
      isOpen: () => this.#connection.status.type === 'live',
      cursor: () => this.#reader.cursor,
      say: this.#attempt.say.bind(this.#attempt),
      page: ({ log, after }: { log: string | null; after: number }) =>
        this.#reader.questions.ask({ type: 'page', room: name, log, after }),
      wait: (ms: number) => this.#sleep(ms),
      backoff,
      onNewLog: () => void this.#reader.ask(),
    };
    this.#writer = new Writer(name, host.outbox, host.lock ?? ((_, task) => task()), line, onChange);
  }

  get state(): RoomState {
    const { timeline, people, you } = this.#reader;
    const ids = new Set(timeline.messages.map((message) => message.id));
    return {
      status: this.#connection.status,
      you,
      messages: timeline.messages,
      hasOlder: timeline.hasOlder,
      outbox: this.#writer.entries.filter((entry) => !ids.has(entry.id)),
      people: present(people),
      typing: [...this.#typing.values()],
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
    this.#newName = name;
    void this.#connection.connect();
  }

  /** Tells the others that something is being written, now and then. */
  type(): void {
    if (this.#connection.status.type !== 'live' || Date.now() - this.#typedAt < this.#times.typingMs / 2) return;
    this.#typedAt = Date.now();
    this.#connection.send({ type: 'typing', room: this.name });
  }

  /** The network is back, or the page is looked at again: what is waited for may be there, what seems open may be dead. */
  wake(): void {
    this.#connection.retryNow();
    if (this.#connection.status.type === 'live') void this.#reader.ask();
  }

  async #ticket(host: Host): Promise<Ticketed> {
    const name = this.#newName;
    const ticket = await host.ticket(this.name, name);
    if (typeof ticket === 'object' && this.#newName === name) this.#newName = undefined;
    return ticket;
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'refused') {
      this.#attempt.refused(frame);
      const { code, of } = frame;
      if (code === 'not-seated' || code === 'flood' || (code === 'internal' && of === 'hello')) {
        this.#connection.reconnect();
      }
    } else if (frame.type === 'typing') this.#isTyping(frame);
    else {
      if (frame.type === 'said') this.#typing.delete(frame.user);
      this.#reader.read(frame);
    }
  }

  #isTyping({ user, name }: Person): void {
    const person = { user, name };
    this.#typing.set(user, person);
    setTimeout(() => {
      if (this.#typing.get(user) !== person) return;
      this.#typing.delete(user);
      this.#onChange();
    }, this.#times.typingMs);
    this.#onChange();
  }

  #statusIs({ type }: Status): void {
    clearTimeout(this.#heartbeat);
    if (type === 'live') this.#beat();
    else {
      this.#reader.lost();
      this.#attempt.gone();
      this.#typing.clear();
      for (const wake of this.#sleepers) wake();
    }
    this.#onChange();
  }

  #beat(): void {
    this.#heartbeat = setTimeout(() => {
      void this.#reader.ask();
      this.#beat();
    }, this.#times.heartbeatMs);
  }

  /** Until the time is over, or the socket is gone. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#sleepers.add(wake);
    });
  }
}
