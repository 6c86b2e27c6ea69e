import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { RoomSync } from '../src/room-sync.ts';
import { timings } from '../src/timings.ts';
import { hex, SampleLog, logA, room, rows } from '../testing/sample-log.ts';
import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';

mock.timers.enable({ apis: ['setTimeout'] });

const aStep = fc.record({
  what: fc.constantFrom('grow', 'hear', 'hear', 'hear', 'hear twice', 'lose', 'wait', 'older', 'beat', 'drop', 'wipe'),
  which: fc.nat(1000),
});

/** The real reader, its server, and a network that loses, doubles and reorders what comes. */
class Play {
  history = new SampleLog(logA, 0);
  restarts = 0;
  readonly seen: string[] = [];
  readonly #reader: RoomSync;
  #coming: ServerFrame[] = [];
  /** What was heard since the last hello. */
  #heard: Frame<ServerFrame, 'said'>[] = [];
  #logs = 0xa;

  constructor(length: number) {
    this.history.length = length;
    this.#reader = new RoomSync(room, timings, {
      send: (frame) => this.#answer(frame),
      onWelcome: () => {},
      onRows: (seen) => this.seen.push(...seen.map(({ id }) => id)),
      onRestart: () => this.restarts++,
      onSilence: () => this.drop(),
      onChange: () => {},
    });
    this.drop();
  }

  get timeline() {
    return this.#reader.timeline;
  }

  get isSeated() {
    return this.#reader.isSeated;
  }

  async step({ what, which }: { what: string; which: number }): Promise<void> {
    const { log } = this.timeline;
    const { restarts } = this;
    if (what === 'grow') this.grow(which % 4);
    else if (what.startsWith('hear')) this.hear(which, what === 'hear twice');
    else if (what === 'lose') this.#take(which);
    else if (what === 'wait') mock.timers.tick(timings.holeMs);
    else if (what === 'older') void this.#reader.older();
    else if (what === 'beat') void this.#reader.ask();
    else if (what === 'drop') this.drop();
    else if (what === 'wipe') this.history = new SampleLog(hex(++this.#logs), which % 8);
    // All that follows has happened when the event loop comes round.
    await setImmediate();
    this.#check();
    if (log !== null && this.timeline.log !== log) assert.ok(this.restarts > restarts, 'it starts over visibly');
  }

  grow(by: number): void {
    for (let i = 0; i < by; i++) this.#coming.push(this.history.said(++this.history.length));
  }

  hear(which: number, again = false): void {
    const frame = again ? this.#coming[which % this.#coming.length] : this.#take(which);
    if (frame?.type === 'said') this.#heard.push(frame);
    if (frame) this.#reader.read(frame);
  }

  /** Another socket: what was on its way to the last one comes nowhere. */
  drop(): void {
    this.#coming = [];
    this.#reader.hello();
  }

  /** From now on nothing is lost any more. What was lost is noticed in time. */
  async settle(): Promise<void> {
    this.#coming = [];
    mock.timers.tick(timings.patienceMs);
    await this.#hearAll();
    void this.#reader.ask();
    await this.#hearAll();
  }

  async readOlder(): Promise<void> {
    while (this.timeline.hasOlder) {
      void this.#reader.older();
      await this.#hearAll();
    }
  }

  async #hearAll(): Promise<void> {
    await setImmediate();
    while (this.#coming.length > 0) {
      this.hear(0);
      await setImmediate();
    }
  }

  #take(which: number): ServerFrame | undefined {
    return this.#coming.splice(which % Math.max(1, this.#coming.length), 1)[0];
  }

  #answer(frame: ClientFrame): void {
    const asked = 'after' in frame && frame.after !== undefined ? frame : undefined;
    if (frame.type === 'hello') {
      this.#heard = [];
      this.#coming.push(this.history.welcome(asked));
    } else if (frame.type === 'page') {
      assert.ok(this.isSeated, 'nothing else is sent before the welcome');
      if (frame.before !== undefined) this.#coming.push(this.history.before(frame.before));
      else this.#coming.push(this.history.page({ log: frame.log, after: frame.after }));
    }
  }

  #check(): void {
    const { log, messages, hasOlder, newest } = this.timeline;
    const seqs = messages.map(({ seq }) => seq);
    assert.deepEqual(
      messages,
      seqs.flatMap((seq) => rows(seq, seq, log ?? logA)),
      'rows of one log',
    );
    assert.ok(
      seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0)),
      'in order, each once',
    );
    const { after } = this.#reader.cursor;
    const first = hasOlder ? (seqs[0] ?? 1) : 1;
    assert.deepEqual(
      seqs.slice(0, after - first + 1),
      rows(first, after).map(({ seq }) => seq),
      'no hole below the cursor',
    );
    assert.ok(newest >= (seqs.at(-1) ?? 0));
    if (!this.isSeated) return;
    for (const said of this.#heard) assert.ok(said.log !== log || seqs.includes(said.seq), `${said.seq} was heard`);
  }
}

test('whatever is lost, doubled or overtaken, after a heartbeat the timeline is the end of the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.array(aStep, { maxLength: 60 }), async (length, steps) => {
      const play = new Play(length);
      for (const step of steps) await play.step(step);
      await play.settle();
      const { history, timeline } = play;
      const [first] = timeline.messages;
      assert.deepEqual(timeline.messages, rows(first?.seq ?? 1, history.length, history.log));
      assert.equal(timeline.log, history.length > 0 ? history.log : null);
      for (const { id } of timeline.messages) assert.ok(play.seen.includes(id), 'and its rows settle what was sent');
      await play.readOlder();
      assert.deepEqual(play.timeline.messages, rows(1, history.length, history.log), 'all of it, with the older pages');
    }),
    { numRuns: 300 },
  );
});
