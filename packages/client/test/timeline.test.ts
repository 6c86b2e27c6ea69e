import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  cursorOf,
  emptyTimeline,
  hasHole,
  mergeNewer,
  mergeOlder,
  mergeSaid,
  mergeWelcome,
  start,
} from '../src/timeline.ts';
import { hex, logA, logB, room, row, rows, SampleLog } from '../testing/sample-log.ts';
import type { Cursor, Frame, ServerFrame } from '@arc-chat/protocol';
import type { Timeline } from '../src/timeline.ts';

type Answer = { to: Cursor; page: Frame<ServerFrame, 'page'> };

const seqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq);

function assertIsOrdered(timeline: Timeline, history: SampleLog): void {
  const got = seqs(timeline);
  assert.deepEqual(
    got,
    [...new Set(got)].toSorted((a, b) => a - b),
    'sorted, and each row once',
  );
  assert.deepEqual(
    timeline.messages,
    got.map((seq) => row(seq, history.log)),
    'only rows of the log',
  );
  assert.ok((got.at(-1) ?? 0) <= history.length);
}

function assertCursorIsBelowEveryHole(timeline: Timeline): void {
  const { after } = cursorOf(timeline);
  const got = new Set(seqs(timeline));
  const first = timeline.hasOlder ? (timeline.messages[0]?.seq ?? 1) : 1;
  for (let seq = first; seq <= after; seq++) assert.ok(got.has(seq), `${seq} is missing below the cursor ${after}`);
  assert.equal(got.has(after + 1), false, 'the cursor reaches the first hole');
}

/** A step of a random play, with a number that picks a frame or the number of rows. */
const aStep = fc.record({
  what: fc.constantFrom('grow', 'said', 'said', 'ask', 'answer', 'older', 'resume', 'join', 'wipe'),
  which: fc.nat(1000),
});

/** One client and its server. `history` is the server's log. The network loses, doubles and reorders frames. */
class Play {
  history: SampleLog;
  timeline: Timeline;
  /** All sent frames. Each can arrive late, twice or never. */
  saids: Frame<ServerFrame, 'said'>[] = [];
  answers: Answer[] = [];
  #logs = 0xa;

  constructor(length: number) {
    this.history = new SampleLog(logA, length);
    this.timeline = mergeWelcome(emptyTimeline, undefined, this.history.welcome());
  }

  step({ what, which }: { what: string; which: number }): void {
    const { log } = this.timeline;
    if (what === 'grow') this.grow(which % 4);
    else if (what === 'said') this.hear(this.saids[which % Math.max(1, this.saids.length)]);
    else if (what === 'ask') this.ask();
    else if (what === 'answer') this.read(this.answers[which % Math.max(1, this.answers.length)]);
    else if (what === 'older') this.askOlder();
    else if (what === 'resume') this.hello(cursorOf(this.timeline));
    else if (what === 'join') this.hello(undefined);
    else this.history = new SampleLog(hex(++this.#logs), which % 8);
    const isAnswerToHello = what === 'resume' || what === 'join';
    if (!isAnswerToHello && log !== null) assert.equal(this.timeline.log, log, 'only a hello switches logs');
  }

  grow(by: number): void {
    for (let i = 0; i < by; i++) this.saids.push(this.history.said(++this.history.length));
  }

  hear(frame: Frame<ServerFrame, 'said'> | undefined): void {
    if (frame) this.timeline = mergeSaid(this.timeline, frame);
  }

  ask(): void {
    const to = cursorOf(this.timeline);
    this.answers.push({ to, page: this.history.page(to) });
  }

  read(answer: Answer | undefined): void {
    if (answer) this.timeline = mergeNewer(this.timeline, answer.to, answer.page) ?? this.timeline;
  }

  askOlder(): void {
    const [first] = this.timeline.messages;
    if (first && this.timeline.hasOlder) {
      this.timeline = mergeOlder(this.timeline, this.history.before(first.seq)) ?? this.timeline;
    }
  }

  hello(asked: Cursor | undefined): void {
    this.timeline = mergeWelcome(this.timeline, asked, this.history.welcome(asked));
  }

  /** Loses nothing from now on: says hello, and asks until no row is missing. */
  settle(): void {
    this.hello(cursorOf(this.timeline));
    while (hasHole(this.timeline)) {
      this.ask();
      this.read(this.answers.at(-1));
    }
  }
}

describe('under loss, doubling and any order of frames', () => {
  const aPlay = [fc.integer({ min: 0, max: 30 }), fc.array(aStep, { maxLength: 60 })] as const;

  test('a timeline is sorted, has each row once, and its cursor is never above a hole', () => {
    const check = fc.property(...aPlay, (length, steps) => {
      const play = new Play(length);
      for (const step of steps.filter(({ what }) => what !== 'wipe')) {
        play.step(step);
        assertIsOrdered(play.timeline, play.history);
        assertCursorIsBelowEveryHole(play.timeline);
      }
    });
    fc.assert(check, { numRuns: 1_000 });
  });

  test('once its questions are answered, a timeline is the end of the log; the older pages complete it', () => {
    const check = fc.property(...aPlay, (length, steps) => {
      const play = new Play(length);
      for (const step of steps) play.step(step);
      play.settle();
      const [first] = seqs(play.timeline);
      assert.deepEqual(
        play.timeline.messages,
        rows(first ?? 1, play.history.length, play.history.log),
        'a suffix of the log',
      );
      assert.equal(play.timeline.log, play.history.length > 0 ? play.history.log : null);
      while (play.timeline.hasOlder) play.askOlder();
      assert.deepEqual(play.timeline.messages, rows(1, play.history.length, play.history.log), 'the whole log');
    });
    fc.assert(check, { numRuns: 1_000 });
  });
});

describe('a timeline', () => {
  const joined = (length: number) => mergeWelcome(emptyTimeline, undefined, new SampleLog(logA, length).welcome());

  test('begins with the newest page', () => {
    const timeline = joined(12);
    assert.deepEqual(seqs(timeline), [8, 9, 10, 11, 12]);
    assert.equal(timeline.hasOlder, true);
    assert.deepEqual(cursorOf(timeline), { log: logA, after: 12 });
  });

  test('of an empty room accepts any log', () => {
    const timeline = joined(0);
    assert.deepEqual(cursorOf(timeline), start);
    assert.deepEqual(mergeSaid(timeline, new SampleLog(logB, 1).said(1)).log, logB);
  });

  test('of an empty room knows that the first row is missing, when the second comes first', () => {
    const timeline = mergeSaid(joined(0), new SampleLog(logA, 2).said(2));
    assert.equal(hasHole(timeline), true);
    assert.deepEqual(cursorOf(timeline), start);
  });

  test('knows of a hole between its rows, and of missing rows above them', () => {
    const history = new SampleLog(logA, 9);
    const timeline = mergeSaid(joined(5), history.said(7));
    assert.equal(hasHole(timeline), true);
    assert.equal(cursorOf(timeline).after, 5);
    const page = { ...history.page({ log: logA, after: 5 }), messages: [row(6)] };
    const closed = mergeNewer(timeline, { log: logA, after: 5 }, page);
    assert.ok(closed);
    assert.equal(cursorOf(closed).after, 7, 'the hole is closed');
    assert.equal(hasHole(closed), true, 'rows 8 and 9 are missing');
  });

  const removal = (seq: number, removes: number) => ({ ...row(seq), text: '', removes });
  const textsOf = ({ messages }: Timeline) => messages.map(({ text }) => text);

  test('drops the text of a removed message, and a late copy does not bring it back', () => {
    const history = new SampleLog(logA, 4);
    for (const told of [
      { ...history.said(2), text: '' },
      { ...history.said(4), ...removal(4, 2) },
    ]) {
      let timeline = mergeSaid(joined(3), told);
      for (const seq of [2, 1]) timeline = mergeSaid(timeline, history.said(seq));
      assert.deepEqual(textsOf(timeline).slice(0, 3), [row(1).text, '', row(3).text]);
    }
  });

  test('never shows the text of a removed message if its removal is known before it', () => {
    const history = new SampleLog(logA, 9);
    // A read is no snapshot: it can bring the removed text and the removal.
    const welcome = mergeWelcome(emptyTimeline, undefined, {
      ...history.welcome(),
      messages: [row(7), row(8), removal(9, 7)],
    });
    assert.deepEqual(textsOf(welcome), ['', row(8).text, '']);
    const far = mergeSaid(welcome, { ...history.said(10), ...removal(10, 5) });
    const older = mergeOlder(far, { ...history.before(7), messages: [row(5), row(6)] });
    assert.deepEqual(older && textsOf(older), ['', row(6).text, '', row(8).text, '', '']);
  });

  test('ignores a message from another log', () => {
    const timeline = joined(3);
    assert.equal(mergeSaid(timeline, new SampleLog(logB, 4).said(4)), timeline);
  });

  test('is replaced if the answer has another log, no log, or fewer rows than were known', () => {
    const timeline = joined(3);
    const asked = cursorOf(timeline);
    for (const history of [new SampleLog(logB, 5), new SampleLog(logA, 0), new SampleLog(logA, 2)]) {
      assert.equal(mergeNewer(timeline, asked, history.page(asked)), undefined);
      assert.deepEqual(seqs(mergeWelcome(timeline, asked, history.welcome(asked))), seqs(joined(history.length)));
    }
  });

  test('that accepted a wrong log starts over from the first row of the right log', () => {
    const timeline = mergeSaid(joined(0), new SampleLog(logB, 7).said(7));
    const history = new SampleLog(logA, 8);
    const asked = cursorOf(timeline);
    assert.equal(mergeNewer(timeline, asked, history.page(asked)), undefined);
    const over = mergeWelcome(timeline, asked, history.welcome(asked));
    assert.deepEqual(seqs(over), [1, 2, 3, 4, 5]);
    assert.equal(over.hasOlder, false);
    assert.equal(hasHole(over), true);
  });

  test('grows by older pages, and knows when there are no more', () => {
    const history = new SampleLog(logA, 7);
    const timeline = mergeOlder(joined(7), history.before(3));
    assert.ok(timeline);
    assert.deepEqual(seqs(timeline), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(timeline.hasOlder, false);
    assert.equal(mergeOlder(timeline, { ...history.before(3), room, log: logB }), undefined);
  });
});
