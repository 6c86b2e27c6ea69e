import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes } from '@arc-chat/protocol';
import { drain } from '../src/drain.ts';
import { memoryOutbox } from '../src/outbox.ts';
import { Outgoing } from '../src/outgoing.ts';
import { start } from '../src/timeline.ts';
import { hex, logA, logB, room, row, SampleLog } from '../testing/sample-log.ts';
import type { Code, Cursor } from '@arc-chat/protocol';
import type { Link } from '../src/drain.ts';
import type { Outcome } from '../src/requests.ts';

const refused = (code: Code, more = {}): Outcome => ({ type: 'refused', code, text: '', ...more });
const at = (after: number): Cursor => ({ log: logA, after });

/** An outbox with one message of an earlier visit, and a link that answers a say with the next of these outcomes. */
async function aLink({ floor, outcomes = [] }: { floor: Cursor | undefined; outcomes?: Outcome[] }) {
  const outbox = memoryOutbox();
  const { key, id } = await outbox.add({ id: hex(1), room, text: 'x', at: 0, floor, failed: undefined });
  const floors: (Cursor | undefined)[] = [];
  const stored = async () => (await outbox.all(room)).map((entry) => entry.floor);
  const link: Link = {
    get isSeated() {
      return outcomes.length > 0;
    },
    newest: at(9),
    say: async (entry) => {
      floors.push(entry.floor);
      assert.deepEqual(await stored(), [entry.floor], 'the floor is stored before the message is said');
      return outcomes.shift() ?? 'gone';
    },
    page: async () => undefined,
    pause: async () => {},
    ask: async () => {},
  };
  return { outbox, key, id, link, floors, stored };
}

test('the floor is the newest known row at the first attempt, and stays there', async () => {
  const { outbox, link, floors } = await aLink({ floor: undefined, outcomes: ['silence', 'silence'] });
  Object.defineProperty(link, 'newest', { get: () => at(9 + floors.length) });
  await drain(outbox, room, link);
  assert.deepEqual(floors, [at(9), at(9)]);
});

test('a floor moves over the consecutive rows of a page', async () => {
  const { outbox, link, stored } = await aLink({ floor: at(3), outcomes: [refused('resync')] });
  const history = new SampleLog(logA, 20);
  const asked: number[] = [];
  link.page = async (cursor) => {
    asked.push(cursor.after);
    const page = history.page(cursor);
    // A page is no snapshot: row 6 was written during the first read, after the read had passed it.
    return { ...page, messages: page.messages.filter(({ seq }) => seq !== 6 || asked.length > 1) };
  };
  await drain(outbox, room, link);
  assert.deepEqual(asked, [3, 5, 10, 15]);
  assert.deepEqual(await stored(), [at(20)]);
});

test('a message that is found while its floor moves up is removed from the outbox', async () => {
  const { outbox, id, link, stored } = await aLink({ floor: at(3), outcomes: [refused('resync')] });
  link.page = async () => ({ log: logA, seq: 6, messages: [row(4), { ...row(5), id }, row(6)], more: false });
  await drain(outbox, room, link);
  assert.deepEqual(await stored(), []);
});

test('when the room has a new log, every floor of an earlier log moves to the start', async () => {
  for (const [floor, then] of [
    [{ log: logB, after: 3 }, start],
    [at(3), at(3)],
    [undefined, undefined],
  ] as const) {
    const { outbox, link, stored } = await aLink({ floor });
    const outgoing = new Outgoing(room, { outbox }, link, () => {});
    await outgoing.restart();
    assert.deepEqual(await stored(), [then]);
  }
});

test('when the room has a new log, only removals of an earlier log end', async () => {
  const { outbox, link } = await aLink({ floor: undefined });
  for (const log of [logA, logB])
    await outbox.add({ id: hex(2), room, text: '', at: 0, floor: { log, after: 3 }, removes: 2, failed: undefined });
  const outgoing = new Outgoing(room, { outbox }, link, () => {});
  await outgoing.restart();
  const removals = (await outbox.all(room)).filter(({ removes }) => removes !== undefined);
  assert.deepEqual(
    removals.map(({ floor }) => floor),
    [at(3)],
  );
});

test('a message is not said if the seat is lost while its floor is stored', async () => {
  const { outbox, link, floors } = await aLink({ floor: undefined, outcomes: ['silence'] });
  let isSeated = true;
  Object.defineProperty(link, 'isSeated', { get: () => isSeated });
  const { update } = outbox;
  outbox.update = async (key, change) => {
    isSeated = false;
    return update(key, change);
  };
  await drain(outbox, room, link);
  assert.deepEqual(floors, []);
});

test('a refused message waits as long as the refusal asks, or longer each time', async (t) => {
  t.mock.method(Math, 'random', () => 1);
  const outcomes = [refused('slow-down', { retryAfterMs: 700 }), refused('busy'), refused('internal'), refused('busy')];
  const { outbox, link, stored } = await aLink({ floor: at(3), outcomes });
  const pauses: number[] = [];
  link.pause = async (ms) => pauses.push(ms);
  await drain(outbox, room, link);
  assert.deepEqual(pauses, [700, 2_000, 4_000, 8_000]);
  assert.deepEqual(await stored(), [at(3)]);
});

test('a floor of another log moves to the start, whether a refusal or a page tells of the new log', async () => {
  for (const code of ['new-log', 'resync'] as const) {
    const { outbox, link, stored } = await aLink({ floor: at(3), outcomes: [refused(code)] });
    let asked = 0;
    link.ask = async () => void asked++;
    link.page = async () => ({ log: logB, seq: 9, messages: [], more: false });
    await drain(outbox, room, link);
    assert.deepEqual([await stored(), asked], [[start], 1]);
  }
});

test('a refusal that only a person can heed marks the message as failed, and nothing else', async () => {
  for (const code of codes) {
    const { outbox, link } = await aLink({ floor: at(3), outcomes: [refused(code)] });
    await drain(outbox, room, link);
    const [entry] = await outbox.all(room);
    assert.equal(entry?.failed, ['bad-frame', 'too-long', 'too-large', 'not-yours'].includes(code) ? code : undefined);
  }
});
