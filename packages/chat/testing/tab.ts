import { decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import type { ClientFrame, Message, ServerFrame } from '@arc-chat/protocol';
import { receive } from '../src/index.ts';
import { seatOf } from './scene.ts';
import type { Stage } from './stage.ts';

interface Floor {
  log: string | null;
  after: number;
}

interface Entry {
  id: string;
  text: string;
  floor?: Floor;
  isSettled: boolean;
}

/** What a browser keeps over reloads, for all of its tabs: the outbox, and who holds the lock. */
export class Disk {
  readonly entries: Entry[];
  /** The ids in the order in which they were acknowledged. */
  readonly acknowledged: string[] = [];
  holder: string | undefined;

  constructor(ids: string[]) {
    this.entries = ids.map((id) => ({ id, text: `text of ${id}`, isSettled: false }));
  }

  settle(entry: Entry): void {
    if (!entry.isSettled) this.acknowledged.push(entry.id);
    entry.isSettled = true;
  }
}

/** How a tab goes about its outbox, where the design leaves a choice or a model wants to get it wrong. */
export interface Habits {
  /** Whether it waits for a lock that the tabs of one browser share. */
  locks?: boolean;
  tornReads?: boolean;
  /** How far behind the newest it can be a floor is put. */
  lag?: () => number;
  /** Whether its attempts, functions on the server, can die. */
  mortalAttempts?: boolean;
}

/**
 * One page of a browser, as the design says it: it says hello, then sends its outbox, one message at a time. Before
 * every attempt it reads the entry again and stores its floor; it settles an entry upon any row with its id.
 */
export class Tab {
  readonly #stage: Stage;
  readonly #name: string;
  readonly #user: string;
  readonly #disk: Disk;
  readonly #habits: Habits;
  /** The rows that this page looked at, by their place, and the log they are of. */
  #inspected = new Map<number, string>();
  #log: string | null = null;
  #newest = 0;
  #attempts = 0;
  #expects: { accepts: (frame: ServerFrame) => boolean; heard: (frame: ServerFrame) => void } | undefined;

  constructor(stage: Stage, name: string, user: string, disk: Disk, habits: Habits = {}) {
    this.#stage = stage;
    this.#name = name;
    this.#user = user;
    this.#disk = disk;
    this.#habits = habits;
  }

  /** All that it knows; where it is, is the step that it waits for. */
  readonly summary = () => [this.#log, this.#newest, ...this.#inspected];

  /** Takes a seat, catches up, and sends what is in the outbox. */
  async live(room: string): Promise<void> {
    const { memory } = this.#stage;
    memory.seats.set(`${room} ${this.#name}`, seatOf(room, this.#name, { user: this.#user }));
    memory.listeners.set(this.#name, (data) => this.#hear(data));
    await this.#greet(room);
    if (this.#habits.locks) {
      await this.#stage.step(this.#name, 'lock', () => this.#disk.holder === undefined);
      this.#disk.holder = this.#name;
    }
    for (const { id } of this.#disk.entries) await this.#deliver(room, id);
    if (this.#habits.locks) this.#disk.holder = undefined;
  }

  async #greet(room: string): Promise<void> {
    this.#inspected.clear();
    this.#newest = 0;
    const welcome = await this.#ask({ type: 'hello', room }, ({ type }) => type === 'welcome', false);
    if (welcome?.type !== 'welcome') throw new Error('no welcome');
    this.#log = welcome.log;
    for (const message of welcome.messages) this.#inspect(message);
    this.#newest = Math.max(this.#newest, welcome.seq);
  }

  async #deliver(room: string, id: string): Promise<void> {
    for (;;) {
      const entry = await this.#transaction('floor', id, (it) => {
        if ([...this.#inspected.values()].includes(id)) this.#disk.settle(it);
        // Never sent before, so it stands nowhere yet: the newest that is known is a floor.
        it.floor ??= this.#behind();
        it.floor = this.#advance(it.floor, id);
      });
      if (entry.isSettled || !entry.floor) return;
      const { text, floor } = entry;
      const answer = await this.#ask({ type: 'say', room, id, text, ...floor }, (frame) => {
        return (frame.type === 'said' || frame.type === 'refused') && frame.id === id;
      });
      if (answer?.type === 'said') await this.#transaction('settle', id, (it) => this.#disk.settle(it));
      if (answer?.type !== 'refused') continue;
      this.#stage.story.push(`${this.#name} is refused: ${answer.code}`);
      if (answer.code === 'resync') await this.#pageFrom(room, floor);
      if (answer.code === 'new-log') await this.#startOver(room);
    }
  }

  /** One transaction on an entry as it is stored now, which another tab may have changed. */
  async #transaction(what: string, id: string, change: (entry: Entry) => void): Promise<Entry> {
    await this.#stage.step(this.#name, `disk: ${what} ${id}`);
    const entry = this.#disk.entries.find((it) => it.id === id);
    if (!entry) throw new Error(`no entry ${id}`);
    change(entry);
    return { ...entry };
  }

  #behind(): Floor {
    const after = Math.max(0, this.#newest - (this.#habits.lag?.() ?? 0));
    return { log: after === 0 ? null : this.#log, after };
  }

  /** Over rows that follow on one another and are not this message's. */
  #advance(floor: Floor, id: string): Floor {
    let { after } = floor;
    if (floor.log !== null && floor.log !== this.#log) return floor;
    for (let next = this.#inspected.get(after + 1); next && next !== id; next = this.#inspected.get(after + 1)) after++;
    return { log: after === 0 ? null : this.#log, after };
  }

  async #pageFrom(room: string, { log, after }: Floor): Promise<void> {
    const page = await this.#ask({ type: 'page', room, log, after }, ({ type }) => type === 'page', false);
    if (page?.type !== 'page') return;
    this.#log ??= page.log;
    for (const message of page.messages) this.#inspect(message);
    const last = page.messages.at(-1);
    if (page.more && last) await this.#pageFrom(room, { log: page.log, after: last.seq });
  }

  async #startOver(room: string): Promise<void> {
    for (const { id, isSettled } of this.#disk.entries) {
      if (!isSettled) await this.#transaction('start over', id, (it) => (it.floor = { log: null, after: 0 }));
    }
    await this.#greet(room);
  }

  /** Sends a frame, which is a function that begins; undefined when its patience ran out. */
  #ask(
    frame: ClientFrame,
    accepts: (frame: ServerFrame) => boolean,
    isImpatient = true,
  ): Promise<ServerFrame | undefined> {
    const stage = this.#stage;
    return new Promise((resolve) => {
      const takeBack = stage.offer({
        actor: this.#name,
        call: `patience: ${frame.type} ${'id' in frame ? frame.id : ''}`,
        isPossible: () => isImpatient && stage.timeouts > 0,
        go: () => {
          stage.timeouts--;
          this.#expects = undefined;
          resolve(undefined);
        },
      });
      const heard = (answer: ServerFrame) => {
        takeBack();
        this.#expects = undefined;
        resolve(answer);
      };
      this.#expects = { accepts, heard };
      const attempt = `${this.#name} ${frame.type} ${++this.#attempts}`;
      if (this.#habits.mortalAttempts && frame.type === 'say') stage.isMortal(attempt);
      const data = encodeClientFrame(frame);
      stage.begin(attempt, (world) => receive(world, this.#name, data), this.#habits);
    });
  }

  #hear(data: string): void {
    const frame = decodeServerFrame(data);
    if (!frame) throw new Error(`no frame: ${data}`);
    if (frame.type === 'said' && (this.#log === null || frame.log === this.#log)) {
      this.#log = frame.log;
      this.#inspect(frame);
    }
    if (this.#expects?.accepts(frame)) this.#expects.heard(frame);
  }

  #inspect({ seq, id }: Pick<Message, 'seq' | 'id'>): void {
    this.#inspected.set(seq, id);
    while (this.#inspected.has(this.#newest + 1)) this.#newest++;
  }
}
