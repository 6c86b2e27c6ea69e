import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { RoomSync } from '../src/room-sync.ts';
import { timings } from '../src/timings.ts';
import { hex, logA, room, rows, SampleLog } from '../testing/sample-log.ts';
import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';

mock.timers.enable({ apis: ['setTimeout'] });

const aStep = fc.record({
  what: fc.constantFrom('grow', 'hear', 'hear', 'hear', 'hear twice', 'lose', 'wait', 'older', 'beat', 'drop', 'wipe'),
  which: fc.nat(1000),
});

/** The real RoomSync, a server, and a network that loses, doubles and reorders the server's frames. */
class Play {
  history = new SampleLog(logA, 0);
  readonly seen: string[] = [];
  readonly #sync: RoomSync;
  #socket = new AbortController();
  #coming: ServerFrame[] = [];
  /** The messages that were delivered since the last hello. */
  #heard: Frame<ServerFrame, 'said'>[] = [];
  #logs = 0xa;

  constructor(length: number) {
    this.history.length = length;
    this.#sync = new RoomSync(room, this, timings, {
      onWelcome: () => {},
      onRows: (seen) => this.seen.push(...seen.map(({ id }) => id)),
      onRestart: () => {},
      onChange: () => {},
    });
    this.reconnect();
  }

  get signal() {
    return this.#socket.signal;
  }

  get timeline() {
    return this.#sync.timeline;
  }

  get isSeated() {
    return this.#sync.isSeated;
  }

  async step({ what, which }: { what: string; which: number }): Promise<void> {
    const { log } = this.timeline;
    const { restarts } = this.#sync;
    if (what === 'grow') this.grow(which % 4);
    else if (what.startsWith('hear')) this.hear(which, what === 'hear twice');
    else if (what === 'lose') this.#take(which);
    else if (what === 'wait') mock.timers.tick(timings.holeMs);
    else if (what === 'older') void this.#sync.older();
    else if (what === 'beat') void this.#sync.ask();
    else if (what === 'drop') this.reconnect();
    else if (what === 'wipe') this.history = new SampleLog(hex(++this.#logs), which % 8);
    // By the next turn of the event loop, all reactions are over.
    await setImmediate();
    this.#check();
    if (log !== null && this.timeline.log !== log) assert.ok(this.#sync.restarts > restarts, 'the restart is counted');
  }

  grow(by: number): void {
    for (let i = 0; i < by; i++) this.#coming.push(this.history.said(++this.history.length));
  }

  hear(which: number, again = false): void {
    const frame = again ? this.#coming[which % this.#coming.length] : this.#take(which);
    if (frame?.type === 'said') this.#heard.push(frame);
    if (frame && frame.type !== 'typing') this.#sync.read(frame);
  }

  /** Opens the next socket. Frames on their way to the last socket are lost. */
  reconnect(): void {
    this.#coming = [];
    const lost = this.#socket;
    this.#socket = new AbortController();
    lost.abort();
    this.#sync.hello();
  }

  /** Loses nothing from now on. The patience ends, and then a heartbeat finds the lost rows. */
  async settle(): Promise<void> {
    this.#coming = [];
    mock.timers.tick(timings.patienceMs);
    await this.#hearAll();
    void this.#sync.ask();
    await this.#hearAll();
  }

  async readOlder(): Promise<void> {
    while (this.timeline.hasOlder) {
      void this.#sync.older();
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

  send(frame: ClientFrame, onSent = () => {}): void {
    onSent();
    const asked = 'after' in frame && frame.after !== undefined ? frame : undefined;
    if (frame.type === 'hello') {
      this.#heard = [];
      this.#coming.push(this.history.welcome(asked));
    } else if (frame.type === 'page') {
      assert.ok(this.isSeated, 'only a hello is sent before the welcome');
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
      'in order, and each row once',
    );
    const { after } = this.#sync.cursor;
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

test('a heartbeat completes the timeline after frames were lost, doubled and reordered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.array(aStep, { maxLength: 60 }), async (length, steps) => {
      const play = new Play(length);
      for (const step of steps) await play.step(step);
      await play.settle();
      const { history, timeline } = play;
      const [first] = timeline.messages;
      assert.deepEqual(timeline.messages, rows(first?.seq ?? 1, history.length, history.log));
      assert.equal(timeline.log, history.length > 0 ? history.log : null);
      for (const { id } of timeline.messages) assert.ok(play.seen.includes(id), 'each row was reported to onRows');
      await play.readOlder();
      assert.deepEqual(play.timeline.messages, rows(1, history.length, history.log), 'with older pages, the whole log');
    }),
    { numRuns: 300 },
  );
});
