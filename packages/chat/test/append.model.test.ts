import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, receive } from '../src/index.ts';
import { assertPersistedFirst, assertRoom } from '../testing/proof.ts';
import { id, logId, room, sayFrame, seatOf } from '../testing/scene.ts';
import { assertExplored, explore } from '../testing/explore.ts';
import { Actor, freeCalls, Scheduler } from '../testing/scheduler.ts';
import type { Ports } from '../src/index.ts';
import type { Choose } from '../testing/explore.ts';

/** Fills the log before the attempts begin. */
function write(scheduler: Scheduler, count: number): void {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{
      log: logId,
      seq: i + 1,
      id: id(1_000 + i),
      user: 'user-x',
      name: 'x',
      text: 'before',
      at: scheduler.memory.now,
    },
  }));
  if (count > 0) scheduler.memory.logs.set(room, rows);
}

interface Attempts {
  /** Each number is an attempt to say the message with this number. All run at once, each in its own invocation. */
  numbers: number[];
  /** The rows in the log before, up to the floor of the attempts. */
  rows: number;
  /** The number of invocations that may die. */
  crashes: number;
}

function attempts({ numbers, rows, crashes }: Attempts, choose: Choose): Promise<boolean> {
  const scheduler = new Scheduler();
  scheduler.faults = crashes;
  write(scheduler, rows);
  const floor = rows === 0 ? {} : { log: logId, after: rows };
  const actors = numbers.map((_, i) => new Actor(`attempt ${i}`, () => {}));
  for (const [i, actor] of actors.entries()) {
    const { name } = actor;
    scheduler.memory.seats.set(`${room} ${name}`, seatOf(room, name));
    scheduler.memory.listeners.set(name, () => assertPersistedFirst(scheduler.memory, name));
    const data = JSON.stringify(sayFrame(numbers[i] ?? 0, floor));
    scheduler.begin(actor, (ports) => receive(ports, name, data), { tornReads: true });
  }
  return scheduler.play(choose, () => {
    const ids = assertRoom(scheduler.memory);
    for (const [i, { name, isDead }] of actors.entries()) {
      if (isDead) continue;
      const mine = id(numbers[i] ?? 0);
      assert.ok(ids.includes(mine), `the message of ${name} is in the log`);
      for (const other of actors) {
        const heard = scheduler.memory.sentTo(other.name).some((frame) => frame.type === 'said' && frame.id === mine);
        assert.ok(heard, `${other.name} got the message of ${name}`);
      }
    }
  });
}

// Two attempts have three steps each, two for a torn read and one for the put: 6! / (3! 3!) = 20 orders.
const [x, y, z] = [1, 2, 3] as const;
for (const [what, given, about] of [
  ['two attempts of one message in an empty room', { numbers: [x, x], rows: 0, crashes: 0 }, 20],
  ['two messages in an empty room', { numbers: [x, y], rows: 0, crashes: 0 }, 20],
  ['two attempts of one message, and one may die', { numbers: [x, x], rows: 2, crashes: 1 }, 200],
  ['two messages, and one attempt may die', { numbers: [x, y], rows: 2, crashes: 1 }, 200],
  ['two attempts of one message and another message', { numbers: [x, x, y], rows: 0, crashes: 0 }, 15_000],
  [
    'two attempts of one message and another message above a floor, and one may die',
    { numbers: [x, x, y], rows: 2, crashes: 1 },
    200_000,
  ],
  ['three messages', { numbers: [x, y, z], rows: 2, crashes: 0 }, 20_000],
  ['three attempts of one message, and one may die', { numbers: [x, x, x], rows: 0, crashes: 1 }, 80_000],
] as const) {
  test(`every schedule of ${what}`, async (t) => {
    const explored = await explore((choose) => attempts({ ...given, numbers: [...given.numbers] }, choose));
    assertExplored(t, explored, about);
  });
}

test('every schedule of a message while a person enters: it comes from the log or by delivery', async (t) => {
  const explored = await explore((choose) => {
    const scheduler = new Scheduler();
    const free = freeCalls.filter((call) => call !== 'seats.inRoom');
    scheduler.memory.seats.set(`${room} ada`, seatOf(room, 'ada'));
    const ticket = { jti: 'j', sub: 'user-bob', name: 'bob', room, origin: 'o' };
    const comeIn = async (ports: Ports) => {
      await enter(ports, 'bob', { ticket, origin: 'o', version: 1, address: 'home' });
      await receive(ports, 'bob', JSON.stringify({ type: 'hello', room }));
    };
    scheduler.begin(new Actor('bob'), comeIn, { free });
    scheduler.begin(new Actor('ada'), (ports) => receive(ports, 'ada', JSON.stringify(sayFrame(x))), {
      free,
      tornReads: true,
    });
    return scheduler.play(choose, () => {
      const ids = assertRoom(scheduler.memory);
      const known = scheduler.memory.sentTo('bob').flatMap((frame) => {
        if (frame.type === 'said') return [frame.id];
        return frame.type === 'welcome' ? frame.messages.map((it) => it.id) : [];
      });
      assert.deepEqual([...new Set(known)], ids);
      assert.deepEqual(ids, [id(x)]);
    });
  });
  assertExplored(t, explored, 400);
});
