import { Actor } from '@arc-chat/chat/testing/scheduler';
import { Room } from '../src/room.ts';
import { timings } from '../src/timings.ts';
import { ModelSocket } from './model-socket.ts';
import { room, you } from './sample-log.ts';
import type { Row } from '@arc-chat/chat';
import type { Scheduler, Step } from '@arc-chat/chat/testing/scheduler';
import type { Entry, Outbox, Platform, Socket, Ticketed } from '../src/ports.ts';
import type { Fault } from './scenario.ts';
import type { Server } from './server.ts';

/** The short patience after a wake. The model tells it from other waits by its length: only a heartbeat is longer. */
export const hasteMs = 20_000;

const heartbeat = `${timings.heartbeatMs} ms are over`;

/** The surroundings of a tab: its browser and the server. */
export interface Browser {
  readonly scheduler: Scheduler;
  readonly server: Server;
  /** The rows of the room's log. */
  readonly rows: Row[];
  /** The tab that runs code at the moment. Timers that are set belong to it. */
  running: Tab | undefined;
  /** The browser has only one tab. */
  readonly isAlone: boolean;
  /** The step as a fault; none if the scenario lacks this kind of fault. */
  fault(kind: Fault, step: Step): Step[];

  /** The actor that holds the lock. */
  holder: Actor | undefined;
  isLockFree(): boolean;

  readonly outbox: Outbox;
  /** The stored entries, as of the last `lookAtDisk`. */
  readonly entries: Entry[];
  /** The entries as a text. */
  readonly disk: string;
  lookAtDisk(): Promise<void>;
  add(entry: Omit<Entry, 'key'>): Promise<Entry>;
  update: Outbox['update'];
}

/** A tab of a browser with the real client. Each of its steps waits for the scheduler. */
export class Tab {
  readonly actor: Actor;
  readonly room: Room;
  readonly #browser: Browser;
  #socket: ModelSocket | undefined;
  /** The socket seems open, and no frame passes. */
  #isMute = false;
  #offersLoss: (() => void) | undefined;
  #isDraining = false;
  /** Whether the client may drain its outbox once more: a copy of its private flag, true if in doubt. */
  #isWoken = false;
  /** The ids of the logs in the received frames, in order. */
  #logs: unknown[] = [];

  constructor(browser: Browser, name: string, onDeath: (() => void) | undefined) {
    this.#browser = browser;
    this.actor = new Actor(name, onDeath);
    browser.scheduler.join(this.actor);
    const platform: Platform = {
      ticket: async (): Promise<Ticketed> => ({ url: 'ws://localhost' }),
      open: () => this.#open(),
      outbox: this.#outbox(),
      lock: (_, task) => this.#lock(task),
    };
    this.room = new Room(room, platform, () => {}, { hasteMs });
    void browser.scheduler
      .step(this.actor, 'opens', { isFree: () => true })
      .then(() => this.does(() => this.room.open()));
  }

  get connection(): string | undefined {
    return this.#socket?.connection;
  }

  /** Whether the tab is live and shows the end of the log. */
  get isUpToDate(): boolean {
    const { messages, status } = this.room.state;
    const { rows } = this.#browser;
    const end = rows.slice(rows.length - messages.length);
    const isEnd = messages.every(({ id, text }, i) => id === end[i]?.id && text === end[i]?.text);
    return status.type === 'live' && isEnd && (messages.length > 0 || rows.length === 0);
  }

  /** Runs code of this tab. */
  does(act: () => void): void {
    this.#browser.running = this;
    act();
  }

  /** Runs code of this tab that wakes the drain of its outbox. */
  wakes(act: () => void): void {
    this.#isWoken = true;
    this.does(act);
  }

  /** Sends a frame to this tab. It arrives, is lost, or finds the socket gone. The sender does not notice a loss. */
  post(sender: Actor, data: string): Promise<'delivered' | 'gone'> {
    const socket = this.#socket;
    if (this.#isMute) return Promise.resolve('delivered');
    return new Promise((resolve) => {
      const end = (how: 'delivered' | 'gone') => {
        withdraw();
        socket?.coming.delete(gone);
        resolve(how);
      };
      const gone = () => end('gone');
      const call = `post to ${this.actor.name}`;
      const come = () => {
        this.#hear(data);
        end('delivered');
      };
      const withdraw = this.#browser.scheduler.offer(
        { actor: sender, call, go: come },
        ...this.#browser.fault('lose', { actor: sender, call: `${call}, lost`, go: () => end('delivered') }),
      );
      socket?.coming.add(gone);
    });
  }

  /** Closes the socket, as a browser does when a page is gone. */
  crash(): void {
    this.does(() => this.room.close());
  }

  /**
   * Replaces a tab's past with its present state. Plays (runs of the model) that differ only in the past become equal,
   * and only one of them goes on. Right only for a tab at rest: any other wait still depends on the past. At rest, it
   * waits for nothing but a heartbeat, the lock, or the drain's read of the outbox.
   */
  forget(): void {
    const waits = this.#browser.scheduler.waiting(this.actor).filter(({ kind }) => kind !== 'fault');
    const [wait, ...more] = waits.map(({ call }) => call).filter((call) => call !== heartbeat);
    if (more.length > 0 || (wait && wait !== 'lock' && !(wait === 'disk: all' && this.#isDraining))) return;
    const { status, messages, hasOlder, outbox, removing, restarts } = this.room.state;
    if (status.type !== 'live') return;
    const shown = messages.map(({ seq, id, text }) => [seq, id, text === '']);
    const unsent = [outbox.map(({ key }) => key), ...removing.keys()];
    const hidden = [this.#isWoken, this.#isMute, this.#logs];
    this.actor.seen = [JSON.stringify([wait, shown, hasOlder, unsent, restarts, ...hidden])];
  }

  #open(): Socket {
    const connection = this.#browser.server.sit(this.actor.name, you.user);
    const leave = () => {
      this.#offersLoss?.();
      this.#socket = undefined;
      this.#browser.server.leave(connection);
      for (const gone of socket.coming) gone();
    };
    const send = (data: string) => {
      if (!this.#isMute) this.#browser.server.receive(connection, data);
    };
    const socket = new ModelSocket(connection, send, leave);
    this.#socket = socket;
    this.#isMute = false;
    const drop: Step = {
      actor: this.actor,
      call: 'socket lost',
      go: () => {
        leave();
        this.does(() => socket.tell('close'));
      },
    };
    const mute: Step = {
      actor: this.actor,
      call: 'socket mute',
      go: () => {
        this.#isMute = true;
        for (const gone of socket.coming) gone();
      },
    };
    const [loss, ...more] = [...this.#browser.fault('drop', drop), ...this.#browser.fault('mute', mute)];
    this.#offersLoss = loss && this.#browser.scheduler.offer(loss, ...more);
    queueMicrotask(() => socket.tell('open'));
    return socket;
  }

  #hear(data: string): void {
    // Without the time, because nothing depends on it.
    const heard = data.replaceAll(/"at":\d+/g, '');
    this.actor.seen.push(heard);
    const [, log] = /"log":("\w+"|null)/.exec(heard) ?? [];
    if (log && log !== this.#logs.at(-1)) this.#logs.push(log);
    if (heard.includes('"welcome"')) this.#isWoken = true;
    this.does(() => this.#socket?.tell('message', { data }));
  }

  async #lock(task: () => Promise<void>): Promise<void> {
    const browser = this.#browser;
    // A drain begins. An unfinished call to the outbox may wake it once more.
    this.#isWoken = browser.scheduler.waiting(this.actor).some(({ call }) => call.startsWith('disk'));
    await browser.scheduler.step(this.actor, 'lock', { isFree: () => true, isPossible: () => browser.isLockFree() });
    browser.holder = this.actor;
    this.#isDraining = true;
    browser.running = this;
    await task();
    this.#isDraining = false;
    if (browser.holder === this.actor) browser.holder = undefined;
  }

  #outbox(): Outbox {
    const { outbox, scheduler, isAlone } = this.#browser;
    const turn = async <T>(call: string, act: () => Promise<T>, isFree = () => false): Promise<T> => {
      await scheduler.step(this.actor, `disk: ${call}`, { isFree });
      this.#browser.running = this;
      const result = await act();
      await this.#browser.lookAtDisk();
      this.actor.seen.push(this.#browser.disk);
      return result;
    };
    const entryAt = (key: number) => this.#browser.entries.find((entry) => entry.key === key);
    const isGone = (key: number) => entryAt(key) === undefined;
    const isRemoval: (...args: Parameters<Outbox['update']>) => boolean = (key, alter) => {
      const entry = entryAt(key);
      return entry !== undefined && alter(entry) === undefined;
    };
    // A read is free, because a later read equals a later call. A change to an entry that is gone has no effect. With
    // one tab, nobody else can see a removal.
    return {
      add: (entry) => turn('add', () => this.#browser.add(entry)),
      all: (where) =>
        turn(
          'all',
          () => outbox.all(where),
          () => true,
        ),
      update: (key, alter) =>
        turn(
          `update ${key}`,
          () => this.#browser.update(key, alter),
          () => isGone(key) || (isAlone && isRemoval(key, alter)),
        ),
    };
  }
}
