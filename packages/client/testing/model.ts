import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { receive } from '@arc-chat/chat';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { Actor, Stage } from '@arc-chat/chat/testing/stage';
import { decodeClientFrame } from '@arc-chat/protocol';
import { memoryOutbox } from '../src/outbox.ts';
import { timings } from '../src/timings.ts';
import { start } from '../src/timeline.ts';
import { hex, room, row } from './history.ts';
import { Tab } from './tab.ts';
import type { Log, Row } from '@arc-chat/chat';
import type { Choose } from '@arc-chat/chat/testing/explore';
import type { Step } from '@arc-chat/chat/testing/stage';
import type { Entry } from '../src/outbox.ts';

/** `lose`: a post; `die`: a function; `crash`: a tab, of which only the outbox is kept; `drop`: a socket; `impatience`. */
export type Fault = 'lose' | 'die' | 'crash' | 'drop' | 'impatience';

type Deed = number | 'discard' | 'retry' | 'wipe' | 'crowd';

export interface Scenario {
  /** What is in the outbox at the start: a text, and the row that its floor was put at on another day. */
  entries: { text?: string; floor?: number | undefined }[];
  /** Of one browser. */
  tabs?: number;
  hasLock?: boolean;
  /** Whether all tabs are seated before anything else happens. */
  isSeated?: boolean;
  /** How many rows the log has at the start, and which of them is which entry. */
  rows?: number;
  logged?: { row: number; entry: number }[];
  /** What others are saying, with an id of their own or with the id of this entry. */
  others?: (number | undefined)[];
  /** What people do, each at a time of its own: write a message in this tab, … */
  deeds?: Deed[];
  faults?: number;
  kinds?: Fault[];
  tornReads?: boolean;
}

export const allKinds: Fault[] = ['lose', 'die', 'crash', 'drop', 'impatience'];
const log = hex(0xfff);
const idOf = (n: number) => n.toString(16).padStart(2, '0').repeat(16);
const gatewayError = JSON.stringify({ message: 'Internal server error', connectionId: 'c', requestId: 'r' });

/** What the client takes from its surroundings, while a model is played. */
let surroundings: { later(then: () => void, ms: number): () => void; nextId(): number } | undefined;
Object.assign(globalThis, {
  setTimeout: (then: () => void, ms: number) => surroundings?.later(then, ms),
  clearTimeout: (takeBack: unknown) => typeof takeBack === 'function' && takeBack(),
});
mock.method(crypto, 'getRandomValues', (bytes: Uint8Array) => bytes.fill(surroundings?.nextId() ?? 0));
Math.random = () => 0;

/** Browsers and a server, of which every step waits for its turn. */
export class Model {
  readonly stage = new Stage();
  readonly outbox = memoryOutbox();
  /** Who has the lock. */
  holder: Actor | undefined;
  /** Whose code runs. */
  running: Tab | undefined;
  entries: Entry[] = [];
  readonly #scenario: Required<Scenario>;
  readonly #tabs: Tab[] = [];
  #numbers = 0;
  /** The truth about every entry: in the order in which they were written, and what became of them. */
  readonly #ids: string[] = [];
  readonly #logged = new Set<string>();
  readonly #discarded = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #lost: string[] = [];
  #wipes = 0;

  constructor(scenario: Scenario) {
    this.#scenario = {
      ...{ tabs: 1, hasLock: true, rows: 0, logged: [], others: [], deeds: [], faults: 0, kinds: allKinds },
      ...{ tornReads: false, isSeated: false, ...scenario },
    };
  }

  get isAlone(): boolean {
    return this.#scenario.tabs === 1;
  }

  get rows(): Row[] {
    return this.stage.memory.rows(room);
  }

  /** All that is stored of the outbox. */
  get disk(): string {
    return JSON.stringify(this.entries.map(({ id, floor, failed }) => [id, floor, failed]));
  }

  /** @returns whether it came to its end */
  async play(choose: Choose): Promise<boolean> {
    surroundings = { later: (then, ms) => this.#later(then, ms), nextId: () => ++this.#numbers };
    const { stage } = this;
    const { entries, tabs, rows, logged, others, deeds, faults, isSeated } = this.#scenario;
    stage.alsoStored = () => [this.disk, this.holder?.name, [...this.#logged], [...this.#discarded], this.#wipes];
    stage.always = () => this.#check();
    stage.isOver = () => this.#unsent.length === 0 && this.#tabs.every((tab) => tab.isUpToDate);
    this.#put(rows, logged);
    for (const { text = 'hello', floor } of entries) await this.#write(text, floor);
    await this.lookAtDisk();
    for (let i = 0; i < tabs; i++) this.#openTab(i);
    if (isSeated)
      await stage.play(
        () => 0,
        () => {},
      );
    stage.faults = faults;
    for (const entry of others) this.#otherSays(entry);
    for (const [i, deed] of deeds.entries()) this.#plan(deed, i);
    return stage.play(choose, () => this.#checkEnd());
  }

  /** The steps of a fault, where the scenario has it. */
  fault(kind: Fault, step: Step): Step[] {
    return this.#scenario.kinds.includes(kind) ? [{ ...step, kind: 'fault' }] : [];
  }

  /** A timer. A wait may be over at any time; patience ends when nothing else happens, or by a fault. */
  #later(then: () => void, ms: number): () => void {
    const tab = this.running;
    assert.ok(tab);
    const go = () => {
      this.stage.memory.now += ms;
      if (ms === timings.heartbeatMs) tab.wakes(then);
      else tab.does(then);
    };
    const step: Step = { actor: tab.actor, call: `${ms} ms are over`, go };
    if (ms < 500) return this.stage.offer({ ...step, isFree: () => true });
    if (ms < timings.resendMs) return this.stage.offer(step);
    const early = ms === timings.resendMs ? this.fault('impatience', { ...step, call: 'impatience' }) : [];
    return this.stage.offer({ ...step, kind: 'idle', due: ms }, ...early);
  }

  /** A seat, as the door gives it. @returns its connection */
  sit(user: string): string {
    const { memory } = this.stage;
    const isTaken = (name: string) =>
      memory.seats.has(`${room} ${name}`) || this.stage.working('').some((it) => it.name.endsWith(name));
    let connection = `of ${user}`;
    while (isTaken(connection)) connection += "'";
    memory.seats.set(`${room} ${connection}`, seatOf(room, connection, { user }));
    return connection;
  }

  leave(connection: string): void {
    this.stage.memory.seats.delete(`${room} ${connection}`);
  }

  /** Brings a frame to a function of its own. */
  request(connection: string, data: string): void {
    const decoded = decodeClientFrame(data);
    const frame: { type: string; id?: string; after?: number | undefined } = decoded.ok
      ? decoded.frame
      : { type: 'what is none' };
    let name = `${frame.type} ${frame.id?.slice(-2) ?? ''} ${frame.after} ${connection}`;
    while (this.stage.working(name).length > 0) name += '*';
    const actor = new Actor(
      name,
      frame.type === 'say' && this.#scenario.kinds.includes('die') ? () => this.#die(actor, connection) : undefined,
    );
    const { memory } = this.stage;
    const { seats, wait } = memory.world();
    const sockets = {
      post: async (to: string, what: string) => {
        const tab = this.#tabs.find((it) => it.connection === to);
        if (!tab) return 'gone';
        // Who comes is not what this is about.
        return what.includes('"arrived"') ? 'delivered' : tab.post(actor, what);
      },
      close: async () => {},
    };
    const newId = () => hex(0xfff + this.#wipes);
    this.stage.begin(
      actor,
      (world) =>
        receive(
          { ...world, log: this.#watched(world.log), seats, wait, sockets, report: assert.fail },
          connection,
          data,
        ),
      { tornReads: this.#scenario.tornReads, newId, free: ['log.before'] },
    );
  }

  #watched(log: Log): Log {
    return {
      ...log,
      put: async (where, row) => {
        const isPut = await log.put(where, row);
        if (isPut) this.#logged.add(row.id);
        return isPut;
      },
    };
  }

  /** API Gateway tells, where the function had begun. */
  #die({ seen }: Actor, connection: string): void {
    const tab = this.#tabs.find((it) => it.connection === connection);
    if (!tab || seen.length === 0) return;
    const gateway = new Actor(`gateway ${connection}`);
    this.stage.begin(gateway, () => tab.post(gateway, gatewayError));
  }

  isFree = () => !this.#scenario.hasLock || this.holder === undefined;

  async lookAtDisk(): Promise<void> {
    this.entries = await this.outbox.all(room);
  }

  async add(entry: Omit<Entry, 'key'>): Promise<Entry> {
    this.#ids.push(entry.id);
    return this.outbox.add(entry);
  }

  async remove(key: number): Promise<void> {
    const { id } = this.entries.find((entry) => entry.key === key) ?? {};
    if (id && !this.#logged.has(id) && !this.#discarded.has(id)) this.#lost.push(id);
    await this.outbox.remove(key);
  }

  get #unsent(): Entry[] {
    return this.entries.filter(({ failed }) => !failed);
  }

  #openTab(i: number): void {
    const onDeath = () => {
      this.#tabs[i]?.crash();
      if (this.holder === this.#tabs[i]?.actor) this.holder = undefined;
      this.#openTab(i);
    };
    this.#tabs[i] = new Tab(this, `tab ${i}`, this.#scenario.kinds.includes('crash') ? onDeath : undefined);
  }

  async #write(text: string, after?: number): Promise<void> {
    const id = idOf(++this.#numbers);
    const floor = after === undefined ? undefined : after === 0 ? start : { log, after };
    await this.add({ id, room, text, at: 0, floor, failed: undefined });
  }

  /** Rows that others wrote, but for those of entries. */
  #put(count: number, logged: Required<Scenario>['logged'] = []): void {
    const before = this.rows;
    const more = Array.from({ length: count }, (_, i): Row => {
      const seq = before.length + i + 1;
      const mine = logged.find((it) => it.row === seq);
      return {
        ...row(seq),
        ...(mine && { id: idOf(mine.entry + 1) }),
        log: before[0]?.log ?? log,
        at: this.stage.memory.now,
      };
    });
    for (const { id } of more) this.#logged.add(id);
    this.stage.memory.logs.set(room, [...before, ...more]);
  }

  #otherSays(entry?: number): void {
    // An id that was never sent from here is nobody's yet.
    const { id, floor } = this.entries.find((it, i) => i === entry && it.floor) ?? { id: idOf(0x99), floor: start };
    this.request(this.sit('other'), JSON.stringify({ type: 'say', room, id, text: 'hello', ...floor }));
  }

  #plan(deed: Deed, i: number): void {
    const actor = new Actor(`deed ${i}`);
    // A log that is wiped during a say is outside of the promise.
    const isPossible = () => deed !== 'wipe' || this.stage.working('say').length === 0;
    this.stage.begin(actor, () => this.stage.step(actor, String(deed), { isPossible }).then(() => this.#do(deed)));
  }

  #do(deed: Deed): void {
    const tab = this.#tabs[typeof deed === 'number' ? deed : 0];
    const [entry] = tab?.room.state.outbox ?? [];
    if (deed === 'wipe') {
      this.#wipes++;
      this.stage.memory.logs.delete(room);
    } else if (deed === 'crowd') this.#put(60);
    else if (typeof deed === 'number') tab?.wakes(() => void tab.room.say('hello'));
    else if (entry && deed === 'retry') tab?.wakes(() => void tab.room.retry(entry));
    else if (entry) {
      this.#discarded.add(entry.id);
      tab?.does(() => void tab.room.discard(entry));
    }
  }

  #check(): void {
    const ids = this.rows.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'each id at most once');
    assert.deepEqual(this.#lost, [], 'what is removed is in the log, or was discarded');
    for (const { id, floor, failed } of this.entries) {
      if (failed) this.#failed.add(id);
      const seq = ids.indexOf(id) + 1;
      if (seq > 0 && floor && floor.log === this.rows[0]?.log) assert.ok(floor.after < seq, 'a floor is below its row');
    }
    for (const tab of this.#tabs) tab.forget();
  }

  #checkEnd(): void {
    assert.deepEqual(this.#unsent, [], 'the outbox is empty, but for what failed');
    const sent = this.#ids.filter((id) => !this.#failed.has(id) && !this.#discarded.has(id));
    for (const id of sent) assert.ok(this.#logged.has(id), `${id} is in the log`);
    for (const tab of this.#tabs) assert.ok(tab.isUpToDate, 'everybody sees the log');
    const { others, hasLock } = this.#scenario;
    const own = sent.filter((_, i) => !others.includes(i));
    const rows = this.rows.map(({ id }) => id).filter((id) => own.includes(id));
    if (this.#wipes === 0 && hasLock) assert.deepEqual(rows, own, 'in the order in which they were written');
  }
}
