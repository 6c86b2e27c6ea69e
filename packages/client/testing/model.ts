import assert from 'node:assert/strict';
import { Actor, Scheduler } from '@arc-chat/chat/testing/scheduler';
import { memoryOutbox } from '../src/outbox.ts';
import { start } from '../src/timeline.ts';
import { timings } from '../src/timings.ts';
import { useClock } from './clock.ts';
import { hex, room, row, you } from './sample-log.ts';
import { allKinds } from './scenario.ts';
import { Server } from './server.ts';
import { hasteMs, Tab } from './tab.ts';
import { Truth } from './truth.ts';
import type { Row } from '@arc-chat/chat';
import type { Message } from '@arc-chat/protocol';
import type { Choose } from '@arc-chat/chat/testing/explore';
import type { Step } from '@arc-chat/chat/testing/scheduler';
import type { Entry, Outbox } from '../src/ports.ts';
import type { Deed, Fault, Scenario } from './scenario.ts';
import type { Browser } from './tab.ts';

const log = hex(0xfff);
/** The id of the nth message: all of its random bytes are n. */
const idOf = (n: number) => n.toString(16).padStart(2, '0').repeat(16);

/**
 * A browser with several tabs, and a server. The code of the client and the rules of the server are real. Each step
 * waits for the scheduler, so that every order can be tried.
 */
export class Model implements Browser {
  readonly scheduler = new Scheduler();
  readonly outbox = memoryOutbox();
  holder: Actor | undefined;
  running: Tab | undefined;
  entries: Entry[] = [];
  readonly server: Server;
  readonly truth = new Truth();
  readonly #scenario: Required<Scenario>;
  readonly #tabs: Tab[] = [];
  #messages = 0;
  /** The time that passed while nothing else was possible. */
  #idleMs = 0;

  constructor(scenario: Scenario) {
    this.#scenario = {
      ...{ tabs: 1, hasLock: true, rows: 0, logged: [], others: [], deeds: [], faults: 0, kinds: allKinds },
      ...{ tornReads: false, isSeated: false, ...scenario },
    };
    const { kinds, tornReads } = this.#scenario;
    this.server = new Server(this.scheduler, {
      ...{ isMortal: kinds.includes('die'), tornReads },
      receiver: (connection) => this.#tabs.find((tab) => tab.connection === connection),
      onLogged: (id) => this.truth.logged.add(id),
    });
  }

  get isAlone(): boolean {
    return this.#scenario.tabs === 1;
  }

  get rows(): Row[] {
    return this.scheduler.memory.rows(room);
  }

  get disk(): string {
    return JSON.stringify(
      this.entries.map(({ id, floor, failed, removes, isDiscarded }) => [id, floor, failed, removes, isDiscarded]),
    );
  }

  /** @returns false if `choose` ended the play early */
  async play(choose: Choose): Promise<boolean> {
    useClock({ later: (then, ms) => this.#later(then, ms), nextId: () => ++this.#messages });
    const { scheduler } = this;
    const { entries, tabs, rows, logged, others, deeds, faults, isSeated } = this.#scenario;
    scheduler.alsoStored = () => [this.disk, this.holder?.name, this.truth.state, this.server.wipes];
    scheduler.always = () => {
      this.truth.check(this.rows, this.entries);
      for (const tab of this.#tabs) tab.forget();
    };
    scheduler.isOver = () => this.#unsent.length === 0 && this.#tabs.every((tab) => tab.isUpToDate);
    this.#put(rows, logged);
    for (const { text = 'hello', floor } of entries) await this.#write(text, floor);
    await this.lookAtDisk();
    for (let i = 0; i < tabs; i++) this.#openTab(i);
    const takeFirst = () => 0;
    if (isSeated) await scheduler.play(takeFirst, () => {});
    scheduler.faults = faults;
    for (const entry of others) this.#otherSays(entry);
    for (const [i, deed] of deeds.entries()) this.#plan(deed, i);
    return scheduler.play(choose, () => this.#checkEnd());
  }

  fault(kind: Fault, step: Step): Step[] {
    return this.#scenario.kinds.includes(kind) ? [{ ...step, kind: 'fault' }] : [];
  }

  /**
   * Sets a timer. The pauses of the throttle end at once, and other short waits end at any time, and so does the patience
   * after a wake. Long waits end when nothing else is possible. The wait for an acknowledgement can also end early, as a
   * fault.
   */
  #later(then: () => void, ms: number): () => void {
    const tab = this.running;
    assert.ok(tab);
    const go = () => {
      this.scheduler.memory.now += ms;
      if (ms === timings.heartbeatMs) tab.wakes(then);
      else tab.does(then);
    };
    const step: Step = { actor: tab.actor, call: `${ms} ms are over`, go };
    if (ms < 500) return this.scheduler.offer({ ...step, isFree: () => true });
    if (ms < timings.resendMs || (ms >= hasteMs && ms !== timings.heartbeatMs)) return this.scheduler.offer(step);
    const due = this.#idleMs + ms;
    const goAtLast = () => {
      this.#idleMs = due;
      go();
    };
    const early = ms === timings.resendMs ? this.fault('impatience', { ...step, call: 'impatience' }) : [];
    return this.scheduler.offer({ ...step, kind: 'idle', due, go: goAtLast }, ...early);
  }

  isLockFree = () => !this.#scenario.hasLock || this.holder === undefined;

  async lookAtDisk(): Promise<void> {
    this.entries = await this.outbox.all(room);
  }

  async add(entry: Omit<Entry, 'key'>): Promise<Entry> {
    this.truth.written.push(entry.id);
    const removed = this.rows.find(({ seq, log: of }) => seq === entry.removes && of === entry.floor?.log);
    if (removed) this.truth.unwanted.add(removed.id);
    return this.outbox.add(entry);
  }

  update: Outbox['update'] = async (key, alter) => {
    const entry = this.entries.find((it) => it.key === key);
    const changed = await this.outbox.update(key, alter);
    if (entry && changed?.isDiscarded) this.truth.unwanted.add(entry.id);
    // A removal ends with its log.
    if (entry?.removes !== undefined && entry.floor?.log !== this.rows[0]?.log) this.truth.discarded.add(entry.id);
    if (entry && !changed) this.truth.removed(entry.id);
    return changed;
  };

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
    const id = idOf(++this.#messages);
    const floor = after === undefined ? undefined : after === 0 ? start : { log, after };
    await this.add({ id, room, text, at: 0, floor, failed: undefined });
  }

  /** Adds rows to the log. Other people wrote them, except for the `logged` rows of entries. */
  #put(count: number, logged: Required<Scenario>['logged'] = []): void {
    const before = this.rows;
    const more = Array.from({ length: count }, (_, i): Row => {
      const seq = before.length + i + 1;
      const mine = logged.find((it) => it.row === seq);
      return {
        ...row(seq),
        ...(mine && { id: idOf(mine.entry + 1) }),
        log: before[0]?.log ?? log,
        at: this.scheduler.memory.now,
      };
    });
    for (const { id } of more) this.truth.logged.add(id);
    this.scheduler.memory.logs.set(room, [...before, ...more]);
  }

  #otherSays(entry?: number): void {
    // Nobody else can know the id of an entry without a floor, because it was never sent.
    const { id, floor } = this.entries.find((it, i) => i === entry && it.floor) ?? { id: idOf(0x99), floor: start };
    this.server.receive(this.server.sit('other'), JSON.stringify({ type: 'say', room, id, text: 'hello', ...floor }));
  }

  #plan(deed: Deed, i: number): void {
    const actor = new Actor(`deed ${i}`);
    // The protocol promises nothing if the log is wiped while the server handles a say.
    const isPossible = () =>
      (deed !== 'wipe' || !['say', 'remove'].some((type) => this.scheduler.working(type).length > 0)) &&
      (deed !== 'remove' || this.#removable !== undefined);
    this.scheduler.begin(actor, () =>
      this.scheduler.step(actor, String(deed), { isPossible }).then(() => this.#do(deed)),
    );
  }

  /** The newest message of the user's own that tab 0 shows. */
  get #removable(): Message | undefined {
    const { messages = [], removing } = this.#tabs[0]?.room.state ?? {};
    const isRemovable = ({ id, seq, user, text }: Message) =>
      this.truth.written.includes(id) && user === you.user && text !== '' && !removing?.has(seq);
    return messages.findLast(isRemovable);
  }

  #do(deed: Deed): void {
    const tab = this.#tabs[typeof deed === 'number' ? deed : 0];
    const [entry] = tab?.room.state.outbox ?? [];
    if (deed === 'wipe') {
      this.server.wipes++;
      this.scheduler.memory.logs.delete(room);
    } else if (deed === 'crowd') this.#put(30);
    else if (deed === 'wake') tab?.wakes(() => tab.room.wake());
    else if (typeof deed === 'number') tab?.wakes(() => void tab.room.say('hello'));
    else if (deed === 'remove') {
      const message = this.#removable;
      if (message) tab?.wakes(() => void tab.room.remove(message));
    } else if (entry && deed === 'retry') tab?.wakes(() => void tab.room.retry(entry));
    else if (entry) {
      this.truth.discarded.add(entry.id);
      tab?.wakes(() => void tab.room.discard(entry));
    }
  }

  #checkEnd(): void {
    const sent = this.truth.checkEnd(this.entries, this.rows);
    for (const tab of this.#tabs) assert.ok(tab.isUpToDate, 'every tab shows the end of the log');
    const { others, hasLock } = this.#scenario;
    if (this.server.wipes > 0 || !hasLock) return;
    const own = sent.filter((_, i) => !others.includes(i));
    const rows = this.rows.map(({ id }) => id).filter((id) => own.includes(id));
    assert.deepEqual(rows, own, 'the log has the messages in the order of writing');
  }
}
