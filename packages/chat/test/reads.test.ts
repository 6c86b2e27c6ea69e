import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budget } from '@arc-chat/protocol';
import fc from 'fast-check';
import { receive, refusalAtDoor } from '../src/index.ts';
import { leaseFrom } from '../src/admit.ts';
import { Meter } from '../testing/meter.ts';
import { id, logId, sayFrame, seatOf } from '../testing/scene.ts';
import { sizeOf } from '../testing/size.ts';
import type { Row } from '../src/index.ts';

// The costliest a stranger can ask for: the longest texts, names and room.
const room = 'r'.repeat(64);
const text = '€'.repeat(1_365);
const name = '€'.repeat(32);
const user = '00000000-0000-4000-8000-000000000000';

/** A connection id, as long as those of API Gateway. */
const connection = (n: number) => `c${String(n).padStart(15, '0')}`;

const aRow = (seq: number): Row => ({
  log: logId,
  seq,
  id: id(1_000_000 + seq),
  user,
  name,
  text,
  at: 1_767_225_600_000,
});

function aMeter(rows: number, people = 1, over = {}): Meter {
  const meter = new Meter();
  const { memory } = meter;
  memory.logs.set(
    room,
    Array.from({ length: rows }, (_, i) => aRow(i + 1)),
  );
  for (let n = 0; n < people; n++) {
    const seat = {
      user,
      name,
      since: memory.now,
      lease: leaseFrom(memory.now),
      spentUntil: memory.now,
      address: '12345678',
    };
    memory.seats.set(`${room} ${connection(n)}`, seatOf(room, connection(n), { ...seat, ...over }));
    memory.connections.set(connection(n), room);
  }
  return meter;
}

const send = (meter: Meter, frame: unknown, from = connection(0)) =>
  meter.event((ports) => receive(ports, from, typeof frame === 'string' ? frame : JSON.stringify(frame)));

const say = (over = {}) => sayFrame(1, { room, text, ...over });
const remove = (over: object) => ({ type: 'remove', room, id: id(1), seq: 1, ...over });
const at = (after: number) => ({ log: logId, after });
const elsewhere = (after: number) => ({ log: 'e'.repeat(32), after });
const hello = (over = {}) => ({ type: 'hello', room, ...over });
const page = (over: object) => ({ type: 'page', room, ...over });

const frames: [string, unknown][] = [
  ...[0, 1, 73, 76, 94, 95, 99, 100].map((after): [string, unknown] => [
    `a say above ${after}`,
    say(after ? at(after) : { log: null, after }),
  ]),
  ['a say of another log', say(elsewhere(50))],
  ...[1, 73, 76, 95, 100].map((after): [string, unknown] => [`a remove above ${after}`, remove(at(after))]),
  ['a remove of another log', remove(elsewhere(50))],
  ['a hello', hello()],
  ['a hello with a cursor', hello(at(40))],
  ['a hello with a cursor of another log', hello(elsewhere(40))],
  ['a page below a row', page({ before: 90 })],
  ['a page above a row', page(at(40))],
  ['a page of another log', page(elsewhere(40))],
  ['typing', { type: 'typing', room }],
  ['a classic text', { text }],
  ['a malformed frame', 'x'],
];

test('no frame reads more than 42 units, and no refused frame more than 12, with the longest texts', async (t) => {
  for (const [ahead, outcomes] of [
    [0, ['ok', 'resync', 'new-log', 'bad-frame']],
    [budget.creditMs + 1, ['slow-down']],
    [budget.floodMs, ['flood']],
    [undefined, ['not-seated']],
  ] as const) {
    const used = new Map<string, number>();
    for (const [what, frame] of frames) {
      const meter = aMeter(100);
      const seat = meter.memory.seats.get(`${room} ${connection(0)}`);
      assert.ok(seat);
      if (ahead === undefined) meter.memory.seats.clear();
      else meter.memory.seats.set(`${room} ${connection(0)}`, { ...seat, spentUntil: meter.memory.now + ahead });
      let outcome = '';
      const { reads } = await meter.event(async (ports) => {
        const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
        ({ outcome } = await receive(ports, connection(0), data));
      });
      assert.ok(
        outcomes.some((it) => it === outcome),
        `${what}: ${outcome}`,
      );
      assert.ok(reads <= (outcome === 'ok' ? 42 : 12), `${what}, ${outcome}: ${reads} units`);
      used.set(outcome, Math.max(used.get(outcome) ?? 0, reads));
    }
    t.diagnostic([...used].map(([outcome, reads]) => `${outcome}: at most ${reads} units`).join(', '));
  }
});

test('a say that others overtake reads at most 40 units, however many rows they write and whenever', async (t) => {
  let most = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 10, maxLength: 10 }),
      async (above, others) => {
        const meter = aMeter(10 + above);
        const { memory, ports } = meter;
        const put = ports.log.put;
        const waiting = others.values();
        // Before each put, the others have written their rows.
        ports.log.put = (where, row) => {
          const rows = memory.rows(room);
          const more = Array.from({ length: waiting.next().value ?? 0 }, (_, i) => aRow(rows.length + 1 + i));
          memory.logs.set(room, [...rows, ...more]);
          return put(where, row);
        };
        const { reads } = await send(meter, say(at(10)));
        most = Math.max(most, reads);
        assert.ok(reads <= 40, `${reads} units`);
        const seqs = memory.rows(room).map(({ seq }) => seq);
        assert.deepEqual(
          seqs,
          seqs.map((_, i) => i + 1),
        );
      },
    ),
    { numRuns: 300 },
  );
  t.diagnostic(`at most ${most} units`);
  assert.ok(most > 30, 'the bound was tried');
});

test('the seats of 100 and of 500 people are read with 6 and 29 units, and counted at the door with half of that', async (t) => {
  for (const [people, most] of [
    [100, 6],
    [500, 29],
  ] as const) {
    const meter = aMeter(0, people, { name: 'Grace Hopper' });
    const seat = meter.memory.inRoom(room)[0];
    assert.ok(seat);
    const bytes = sizeOf({ ...seat, expires: 1_767_233_400 });
    const { seatReads } = await send(meter, say({ log: null, after: 0 }));
    t.diagnostic(`${people} people: ${seatReads} units, ${bytes} bytes a seat`);
    assert.ok(seatReads <= most, `${seatReads} units`);
    const counted = await meter.event((ports) => refusalAtDoor(ports, { room, user: 'x', address: 'x' }));
    assert.ok(counted.seatReads <= most / 2);
  }
});
