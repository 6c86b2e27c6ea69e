import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Ports, Row, Seat } from '../src/index.ts';

export type Storage = Pick<Ports, 'log' | 'seats' | 'connections' | 'tickets' | 'blocks'>;

const unique = () => randomBytes(16).toString('hex');
const now = 1_767_225_600_000;
const logId = 'a'.repeat(32);

const aRow = (seq: number, over: Partial<Row> = {}): Row => ({
  log: logId,
  seq,
  id: unique(),
  user: 'ada',
  name: 'Ada',
  text: `number ${seq}`,
  at: now + seq,
  ...over,
});

const aSeat = (room: string, over: Partial<Seat> = {}): Seat => ({
  room,
  connection: unique(),
  user: 'ada',
  name: 'Ada',
  version: 1,
  since: now,
  lease: now + 1,
  address: 'home',
  ...over,
});

const seqs = (rows: Row[]) => rows.map(({ seq }) => seq);
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const yes = (answers: unknown[]) => answers.filter((it) => it !== undefined && it !== false).length;

/** Tests that every storage must pass, because the rules rely on them. Each test has a new room: nothing to empty. */
export function contract(name: string, { log, seats, connections, tickets, blocks }: Storage): void {
  const it = (what: string, prove: (room: string) => Promise<void>) => {
    test(`${name}: ${what}`, () => prove(`room-${unique()}`));
  };

  it('a row is never overwritten', async (room) => {
    const first = aRow(1);
    assert.equal(await log.put(room, first), true);
    assert.equal(await log.put(room, aRow(1, { text: 'late' })), false);
    assert.deepEqual(await log.from(room, 0, 10), [first]);
    assert.equal(await log.put(`${room}-other`, aRow(1)), true);
    assert.deepEqual(await log.from(room, 0, 10), [first]);
  });

  it('exactly one of many concurrent puts into one place succeeds', async (room) => {
    for (let seq = 1; seq <= 5; seq++) {
      const rows = times(20, () => aRow(seq));
      const answers = await Promise.all(rows.map((row) => log.put(room, row)));
      assert.equal(yes(answers), 1);
      assert.deepEqual(await log.from(room, seq, 10), [rows[answers.indexOf(true)]]);
    }
  });

  it('a row can be read at once, and unchanged', async (room) => {
    for (const [i, text] of ['<b>', '"\\', '\u0000\u0001\u2028', '😀', ' x ', 'é'.normalize('NFD')].entries()) {
      const row = aRow(i + 1, { text });
      await log.put(room, row);
      assert.deepEqual(await log.before(room, undefined, 1), [row]);
      assert.deepEqual(await log.from(room, i + 1, 1), [row]);
    }
  });

  it('from reads upwards, oldest row first; before reads downwards, newest row first', async (room) => {
    // More than nine rows, so that sorting them as text would fail.
    await Promise.all(times(12, (i) => log.put(room, aRow(i + 1))));
    assert.deepEqual(seqs(await log.from(room, 0, 100)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert.deepEqual(seqs(await log.from(room, 9, 3)), [9, 10, 11]);
    assert.deepEqual(seqs(await log.from(room, 12, 3)), [12]);
    assert.deepEqual(await log.from(room, 13, 3), []);
    assert.deepEqual(await log.from(room, Number.MAX_SAFE_INTEGER, 3), []);
    assert.deepEqual(seqs(await log.before(room, undefined, 3)), [12, 11, 10]);
    assert.deepEqual(seqs(await log.before(room, 11, 3)), [10, 9, 8]);
    assert.deepEqual(seqs(await log.before(room, Number.MAX_SAFE_INTEGER, 1)), [12]);
    assert.deepEqual(await log.before(room, 1, 3), []);
    assert.deepEqual(await log.from(`${room}-none`, 0, 3), []);
    assert.deepEqual(await log.before(`${room}-none`, undefined, 3), []);
  });

  it('one read returns as many rows as asked for, even of the largest size', async (room) => {
    const text = '€'.repeat(1_365);
    await Promise.all(
      times(102, (i) => log.put(room, aRow(i + 1, { text, name: '€'.repeat(32), user: 'u'.repeat(64) }))),
    );
    assert.deepEqual(
      seqs(await log.from(room, 1, 101)),
      times(101, (i) => i + 1),
    );
    assert.deepEqual(
      seqs(await log.before(room, undefined, 51)),
      times(51, (i) => 102 - i),
    );
  });

  it('a seat is found after it was taken, and only in its room', async (room) => {
    const seat = aSeat(room);
    assert.equal(await seats.find(room, seat.connection), undefined);
    assert.deepEqual(await seats.inRoom(room), []);
    await seats.take(seat);
    assert.deepEqual(await seats.find(room, seat.connection), seat);
    assert.equal(await seats.find(`${room}-other`, seat.connection), undefined);
    assert.deepEqual(await seats.inRoom(room), [seat]);
    assert.deepEqual(await seats.inRoom(`${room}-other`), []);
  });

  it('inRoom reads every seat, even if they exceed the megabyte of a DynamoDB page', async (room) => {
    const connectionsTaken = times(320, () => unique());
    const name = 'x'.repeat(4_000);
    await Promise.all(connectionsTaken.map((connection) => seats.take(aSeat(room, { connection, name }))));
    const found = (await seats.inRoom(room)).map(({ connection }) => connection);
    assert.deepEqual(found.toSorted(), connectionsTaken.toSorted());
  });

  it('inRoom reads a part of the seats, in the order of their connections', async (room) => {
    const taken = times(5, () => aSeat(room)).toSorted((a, b) => (a.connection < b.connection ? -1 : 1));
    await Promise.all(taken.map((seat) => seats.take(seat)));
    for (const count of [1, 4, 5, 6]) {
      assert.deepEqual(await seats.inRoom(room, { count }), taken.slice(0, count));
      assert.deepEqual(await seats.inRoom(room, { count, after: taken[1]?.connection }), taken.slice(2, 2 + count));
    }
    assert.deepEqual(await seats.inRoom(room, { after: taken[4]?.connection }), []);
    assert.deepEqual(await seats.inRoom(room, { isStale: true }), taken);
  });

  const idle = (at: number) => ({ now: at, lease: at + 600_000, cost: 200 });
  const burst = (at: number) => ({ below: at + 1_000, lease: at + 600_000, cost: 200 });

  it('a charge never creates a seat', async (room) => {
    const gone = aSeat(room);
    await seats.take(gone);
    await seats.remove(room, gone.connection);
    for (const connection of [gone.connection, unique()]) {
      assert.equal(await seats.renew(room, connection, idle(now)), undefined);
      assert.equal(await seats.overdraw(room, connection, burst(now)), undefined);
      assert.equal(await seats.find(room, connection), undefined);
    }
    assert.deepEqual(await seats.inRoom(room), []);
  });

  it('renew charges an idle seat, and answers with the seat and its new lease', async (room) => {
    const seat = aSeat(room);
    await seats.take(seat);
    assert.equal(await seats.overdraw(room, seat.connection, burst(now)), undefined, 'a fresh seat is idle');
    const first = { ...seat, lease: now + 600_005, spentUntil: now + 205 };
    assert.deepEqual(await seats.renew(room, seat.connection, idle(now + 5)), first);
    assert.equal(await seats.renew(room, seat.connection, idle(now + 204)), undefined, 'it is not idle yet');
    assert.deepEqual(await seats.find(room, seat.connection), first);
    const second = { ...seat, lease: now + 600_205, spentUntil: now + 405 };
    assert.deepEqual(await seats.renew(room, seat.connection, idle(now + 205)), second);
    assert.deepEqual(await seats.inRoom(room), [second]);
  });

  it('exactly one of many concurrent charges finds the seat idle', async (room) => {
    const seat = aSeat(room);
    await seats.take(seat);
    const charges = times(20, () => seats.renew(room, seat.connection, idle(now)));
    assert.equal(yes(await Promise.all(charges)), 1);
    assert.equal((await seats.find(room, seat.connection))?.spentUntil, now + 200);
  });

  it('overdraw adds up many concurrent charges, up to its limit', async (room) => {
    const seat = aSeat(room);
    await seats.take(seat);
    await seats.renew(room, seat.connection, idle(now));
    // 200 is spent. Charges pass at 200, 400, 600 and 800, and at 1,000 none does.
    const charges = await Promise.all(times(20, () => seats.overdraw(room, seat.connection, burst(now))));
    const spent = charges.flatMap((charged) => charged?.spentUntil ?? []);
    assert.deepEqual(
      spent.toSorted((a, b) => a - b),
      [400, 600, 800, 1_000].map((ms) => now + ms),
    );
    const next = { ...seat, lease: now + 600_001, spentUntil: now + 1_200 };
    assert.deepEqual(await seats.overdraw(room, seat.connection, burst(now + 1)), next);
    assert.deepEqual(await seats.find(room, seat.connection), next);
  });

  it('exactly one of many concurrent removals returns the seat', async (room) => {
    const [seat, neighbour] = [aSeat(room, { user: 'grace', name: 'Grace' }), aSeat(room)];
    await Promise.all([seats.take(seat), seats.take(neighbour)]);
    const answers = await Promise.all(times(10, () => seats.remove(room, seat.connection)));
    assert.equal(yes(answers), 1);
    const removed = answers.find((answer) => answer);
    assert.deepEqual([removed?.room, removed?.user, removed?.name], [room, 'grace', 'Grace']);
    assert.deepEqual(
      (await seats.inRoom(room)).map(({ connection }) => connection),
      [neighbour.connection],
    );
  });

  it('a seat that was taken after takenBy is not removed', async (room) => {
    const seat = aSeat(room);
    await seats.take(seat);
    assert.equal(await seats.remove(room, seat.connection, { takenBy: seat.since - 1 }), undefined);
    assert.ok(await seats.find(room, seat.connection));
    assert.equal((await seats.remove(room, seat.connection, { takenBy: seat.since }))?.connection, seat.connection);
    assert.equal(await seats.find(room, seat.connection), undefined);
    assert.equal(await seats.remove(room, unique(), { takenBy: now }), undefined);
  });

  it('a seat whose lease is not over by expiredBy is not removed', async (room) => {
    const seat = aSeat(room);
    await seats.take(seat);
    assert.equal(await seats.remove(room, seat.connection, { expiredBy: seat.lease - 1 }), undefined);
    assert.ok(await seats.find(room, seat.connection));
    assert.equal((await seats.remove(room, seat.connection, { expiredBy: seat.lease }))?.connection, seat.connection);
    assert.equal(await seats.remove(room, unique(), { expiredBy: now }), undefined);
  });

  it('a connection has a room until it is removed; removing it twice is harmless', async (room) => {
    const connection = unique();
    assert.equal(await connections.roomOf(connection), undefined);
    await connections.add(connection, room, now);
    assert.equal(await connections.roomOf(connection), room);
    for (let i = 0; i < 2; i++) {
      await connections.remove(connection);
      assert.equal(await connections.roomOf(connection), undefined);
    }
  });

  it('an erased row keeps its place and all but its text, and no row is made', async (room) => {
    const [first, second] = [aRow(1), { ...aRow(2), removes: 1, text: '' }];
    for (const row of [first, second]) await log.put(room, row);
    assert.equal(await log.erase(room, { seq: 1, text: 'another text' }), false);
    assert.deepEqual(await log.from(room, 0, 10), [first, second]);
    assert.equal(await log.erase(room, first), true);
    assert.deepEqual(await log.from(room, 0, 10), [{ ...first, text: '' }, second]);
    for (const row of [first, aRow(3)]) assert.equal(await log.erase(room, row), false);
    assert.deepEqual(await log.before(room, undefined, 10), [second, { ...first, text: '' }]);
  });

  it('a block holds until its end, or until it is removed, for its kind and value alone', async (value) => {
    const who = { kind: 'user', value } as const;
    assert.equal(await blocks.isBlocked(who, now), false);
    await blocks.add(who, now);
    assert.deepEqual([await blocks.isBlocked(who, now - 1), await blocks.isBlocked(who, now)], [true, false]);
    await blocks.add(who);
    assert.equal(await blocks.isBlocked(who, Number.MAX_SAFE_INTEGER), true, 'the newer block counts');
    assert.equal(await blocks.isBlocked({ kind: 'room', value }, now), false);
    assert.equal(await blocks.isBlocked({ kind: 'user', value: `${value}-` }, now), false);
    assert.deepEqual([await blocks.remove(who), await blocks.remove(who)], [true, false]);
    assert.equal(await blocks.isBlocked(who, now), false);
  });

  it('exactly one of many concurrent uses of a ticket succeeds, and no later use does', async () => {
    const jti = unique();
    assert.equal(yes(await Promise.all(times(20, () => tickets.use(jti, now)))), 1);
    assert.equal(await tickets.use(jti, now + 1), false);
    assert.equal(await tickets.use(unique(), now), true);
  });
}
