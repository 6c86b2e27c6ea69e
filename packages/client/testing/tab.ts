import { Actor } from '@arc-chat/chat/testing/scheduler';
import { Room } from '../src/room.ts';
import { timings } from '../src/timings.ts';
import { room } from './sample-log.ts';
import { ModelSocket } from './model-socket.ts';
import type { Row } from '@arc-chat/chat';
import type { Scheduler, Step } from '@arc-chat/chat/testing/scheduler';
import type { Socket, Ticketed } from '../src/ports.ts';
import type { Entry, Outbox } from '../src/ports.ts';
import type { Fault } from './scenario.ts';
import type { Server } from './server.ts';

const heartbeat = `${timings.heartbeatMs} ms are over`;

/** The browser of a tab, and the world around it. */
export interface Browser {
  readonly scheduler: Scheduler;
  readonly server: Server;
  /** The rows of the room's log. */
  readonly rows: Row[];
  /** The tab whose code runs. */
  running: Tab | undefined;
  readonly isAlone: boolean;
  /** The steps of a fault; none where the scenario lacks it. */
  fault(kind: Fault, step: Step): Step[];

  /** The actor that has the lock. */
  holder: Actor | undefined;
  isFree(): boolean;

  readonly outbox: Outbox;
  /** The stored entries, and the same as a text. */
  readonly entries: Entry[];
  readonly disk: string;
  lookAtDisk(): Promise<void>;
  add(entry: Omit<Entry, 'key'>): Promise<Entry>;
  remove(key: number): Promise<void>;
}

/** A tab of a browser: the real client. Every step of it waits for its turn. */
export class Tab {
  readonly actor: Actor;
  readonly room: Room;
  readonly #browser: Browser;
  #wire: ModelSocket | undefined;
  #offersDrop: (() => void) | undefined;
  #isDraining = false;
  /** Whether it will drain once more. */
  #isWoken = false;
  /** The logs it heard of, one after the other. */
  #logs: unknown[] = [];

  constructor(browser: Browser, name: string, onDeath: (() => void) | undefined) {
    this.#browser = browser;
    this.actor = new Actor(name, onDeath);
    browser.scheduler.join(this.actor);
    this.room = new Room(room, {
      ticket: async (): Promise<Ticketed> => ({ url: 'ws://localhost' }),
      open: () => this.#open(),
      outbox: this.#outbox(),
      lock: (_, task) => this.#lock(task),
    });
    void browser.scheduler
      .step(this.actor, 'opens', { isFree: () => true })
      .then(() => this.does(() => this.room.open()));
  }

  get connection(): string | undefined {
    return this.#wire?.connection;
  }

  /** Whether it shows the end of the log. */
  get isUpToDate(): boolean {
    const { messages, status } = this.room.state;
    const { rows } = this.#browser;
    const end = rows.slice(rows.length - messages.length);
    const isEnd = messages.every(({ id }, i) => id === end[i]?.id);
    return status.type === 'live' && isEnd && (messages.length > 0 || rows.length === 0);
  }

  /** Whatever timers this sets are this tab's. */
  does(act: () => void): void {
    this.#browser.running = this;
    act();
  }

  /** The same, where it makes the tab look into its outbox. */
  wakes(act: () => void): void {
    this.#isWoken = true;
    this.does(act);
  }

  /** A post on its way to this tab. It comes, or it is lost, or its socket is gone first. */
  post(sender: Actor, data: string): Promise<'delivered' | 'gone'> {
    const wire = this.#wire;
    return new Promise((resolve) => {
      const end = (how: 'delivered' | 'gone') => {
        takeBack();
        wire?.coming.delete(gone);
        resolve(how);
      };
      const gone = () => end('gone');
      const call = `post to ${this.actor.name}`;
      const come = () => {
        this.#hear(data);
        end('delivered');
      };
      const takeBack = this.#browser.scheduler.offer(
        { actor: sender, call, go: come },
        ...this.#browser.fault('lose', { actor: sender, call: `${call}, lost`, go: () => end('delivered') }),
      );
      wire?.coming.add(gone);
    });
  }

  /** Nobody hears of it any more. */
  crash(): void {
    this.does(() => this.room.close());
  }

  /** Where nothing else is going on, only this counts of all that it saw. */
  forget(): void {
    const waits = this.#browser.scheduler.waiting(this.actor).filter(({ kind }) => kind !== 'fault');
    const [wait, ...more] = waits.map(({ call }) => call).filter((call) => call !== heartbeat);
    if (more.length > 0 || (wait && wait !== 'lock' && !(wait === 'disk: all' && this.#isDraining))) return;
    const { status, messages, hasOlder, outbox, restarts } = this.room.state;
    if (status.type !== 'live') return;
    const shown = messages.map(({ seq, id }) => [seq, id]);
    const unsent = outbox.map(({ key }) => key);
    this.actor.seen = [JSON.stringify([wait, shown, hasOlder, unsent, restarts, this.#isWoken, this.#logs])];
  }

  #open(): Socket {
    const connection = this.#browser.server.sit(this.actor.name);
    const leave = () => {
      this.#offersDrop?.();
      this.#wire = undefined;
      this.#browser.server.leave(connection);
      for (const gone of wire.coming) gone();
    };
    const wire = new ModelSocket(connection, (data) => this.#browser.server.receive(connection, data), leave);
    this.#wire = wire;
    const drop: Step = {
      actor: this.actor,
      call: 'socket lost',
      go: () => {
        leave();
        this.does(() => wire.tell('close'));
      },
    };
    const [offer] = this.#browser.fault('drop', drop);
    this.#offersDrop = offer && this.#browser.scheduler.offer(offer);
    queueMicrotask(() => wire.tell('open'));
    return wire;
  }

  #hear(data: string): void {
    // Everything but the time, on which nothing depends.
    const heard = data.replaceAll(/"at":\d+/g, '');
    this.actor.seen.push(heard);
    const [, log] = /"log":("\w+"|null)/.exec(heard) ?? [];
    if (log && log !== this.#logs.at(-1)) this.#logs.push(log);
    if (heard.includes('"welcome"')) this.#isWoken = true;
    this.does(() => this.#wire?.tell('message', { data }));
  }

  async #lock(task: () => Promise<void>): Promise<void> {
    const browser = this.#browser;
    this.#isWoken = browser.scheduler.waiting(this.actor).some(({ call }) => call.startsWith('disk'));
    await browser.scheduler.step(this.actor, 'lock', { isFree: () => true, isPossible: () => browser.isFree() });
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
    const isGone = (key: number) => !this.#browser.entries.some((entry) => entry.key === key);
    // It is read when it is asked for: whoever waits with that can as well ask later. What is gone stays so.
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
          () => outbox.update(key, alter),
          () => isGone(key),
        ),
      remove: (key) =>
        turn(
          `remove ${key}`,
          () => this.#browser.remove(key),
          () => isAlone || isGone(key),
        ),
    };
  }
}
