import { Connection } from './connection.ts';
import { Outgoing } from './outgoing.ts';
import { sleep } from './pending.ts';
import { present } from './people.ts';
import { RoomSync } from './room-sync.ts';
import { timings } from './timings.ts';
import { Typing } from './typing.ts';
import type { Message, Person, ServerFrame } from '@arc-chat/protocol';
import type { Status } from './connection.ts';
import type { Entry, Platform, Ticketed } from './ports.ts';
import type { Timings } from './timings.ts';

/** Everything that a page shows of a room. */
export interface RoomState {
  status: Status;
  you: Person | undefined;
  /** The id of the history that the messages are of. Null in an empty room. */
  log: string | null;
  messages: readonly Message[];
  hasOlder: boolean;
  /** Messages that were written here and are not known to be in the log. */
  outbox: readonly Entry[];
  /** By `seq`, the messages that were removed here and whose removal is not known to be in the log. */
  removing: ReadonlyMap<number, Entry>;
  /** The number of messages and removals that are still to be sent. A discarded message may need its removal. */
  unsent: number;
  /** Undefined in a crowd. */
  people: readonly Person[] | undefined;
  typing: readonly Person[];
  /** The number of times that the room turned out to have a new history. */
  restarts: number;
}

/** A seat in a room that outlives every loss of the connection, with the state of the room. */
export class Room {
  readonly name: string;
  readonly #times: Timings;
  readonly #onChange: () => void;
  readonly #typing: Typing;
  readonly #connection: Connection;
  readonly #sync: RoomSync;
  readonly #outgoing: Outgoing;
  #typedAt = 0;
  #newName: string | undefined;

  /** @param onChange is called at each change of `state`, which can be often: draw at most once a frame */
  constructor(name: string, platform: Platform, onChange: () => void = () => {}, times: Partial<Timings> = {}) {
    this.name = name;
    this.#times = { ...timings, ...times };
    this.#onChange = onChange;
    this.#typing = new Typing(this.#times.typingMs, onChange);
    this.#connection = new Connection((signal) => this.#ticket(platform, signal), platform, this.#times, {
      onOpen: () => this.#sync.hello(),
      onFrame: (frame) => this.#hear(frame),
      onStatus: (status) => this.#statusIs(status),
    });
    this.#sync = new RoomSync(name, this.#connection, this.#times, {
      onWelcome: () => this.#welcomed(),
      onRows: (rows) => void this.#outgoing.saw(rows),
      onRestart: () => void this.#outgoing.restart(),
      onChange,
    });
    this.#outgoing = new Outgoing(name, platform, this.#sync, onChange);
  }

  get state(): RoomState {
    const { timeline, people, you, restarts } = this.#sync;
    const { entries } = this.#outgoing;
    // Read at every change, and nearly always the outbox is empty.
    const seqs = new Map(entries.length > 0 ? timeline.messages.map(({ id, seq }) => [id, seq]) : []);
    const unsent = entries.filter(({ id, isDiscarded }) => isDiscarded || !seqs.has(id));
    return {
      status: this.#connection.status,
      you,
      log: timeline.log,
      messages: timeline.messages,
      hasOlder: timeline.hasOlder,
      outbox: unsent.filter(({ removes, isDiscarded }) => removes === undefined && !isDiscarded),
      removing: new Map(
        unsent.flatMap((entry): [number, Entry][] => {
          const target = entry.removes ?? seqs.get(entry.id);
          return target === undefined ? [] : [[target, entry]];
        }),
      ),
      unsent: unsent.length,
      people: present(people),
      typing: this.#typing.people,
      restarts,
    };
  }

  open(): void {
    void this.#outgoing.wake();
    void this.#connection.connect();
  }

  close(): void {
    this.#connection.close();
  }

  /** Answers once the message is in the outbox. It is sent from there. A blank text is not sent. */
  say(text: string): Promise<void> {
    // The others take the message for the end of the typing, so the next word is news again.
    this.#typedAt = 0;
    return this.#outgoing.say(text);
  }

  /** Removes a message of this person for everybody, and its text everywhere. It goes through the outbox. */
  async remove({ seq, id }: Message): Promise<void> {
    // After a restart of the log, another message has this place.
    if (this.#sync.timeline.messages.some((it) => it.seq === seq && it.id === id)) await this.#outgoing.remove(seq);
  }

  retry(entry: Entry): Promise<void> {
    return this.#outgoing.retry(entry.key);
  }

  discard(entry: Entry): Promise<void> {
    return this.#outgoing.discard(entry);
  }

  older(): Promise<void> {
    return this.#sync.older();
  }

  /** A name belongs to a seat, so a new name is a new seat. */
  rename(name: string): void {
    if (this.#connection.status.type === 'stopped') return;
    this.#newName = name;
    void this.#connection.connect();
  }

  /** Tells the others, now and then, that this person is typing. A crowd is not told. */
  type(): void {
    if (!this.#sync.isSeated || this.#sync.people.isCrowd || Date.now() - this.#typedAt < this.#times.typingMs / 2)
      return;
    this.#typedAt = Date.now();
    this.#connection.send({ type: 'typing', room: this.name });
  }

  /** Call it when the network is back, or the page is looked at again: the socket may be dead without a sign of it. */
  wake(): void {
    // The question comes first: its answer is due soon then.
    this.#look();
    this.#connection.hurry();
  }

  async #ticket(platform: Platform, signal: AbortSignal): Promise<Ticketed> {
    const name = this.#newName;
    const ticket = await platform.ticket(this.name, name, signal);
    if (typeof ticket === 'object' && this.#newName === name) this.#newName = undefined;
    return ticket;
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'typing') {
      // Other tabs of the same person tell of it too.
      if (frame.user !== this.#sync.you?.user) this.#typing.add(frame);
      return;
    }
    if (frame.type === 'said') this.#typing.remove(frame.user);
    this.#sync.read(frame);
  }

  #welcomed(): void {
    this.#connection.welcomed();
    void this.#outgoing.wake();
  }

  #statusIs({ type }: Status): void {
    if (type === 'live') void this.#beat();
    else this.#typing.clear();
    this.#onChange();
  }

  /** Asks for newer rows, and looks for messages that a closed tab left in the outbox. */
  #look(): void {
    void this.#sync.ask();
    void this.#outgoing.wake();
  }

  /** The heartbeat of this socket. */
  async #beat(): Promise<void> {
    const { signal } = this.#connection;
    while (await sleep(this.#times.heartbeatMs, signal)) this.#look();
  }
}
