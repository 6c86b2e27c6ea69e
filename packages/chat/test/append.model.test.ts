import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { enter, receive } from '../src/index.ts';
import { assertPersistedFirst, assertRoom } from '../testing/proof.ts';
import { id, log, room, say, seatOf } from '../testing/scene.ts';
import { explore, Stage } from '../testing/stage.ts';
import { Disk, Tab } from '../testing/tab.ts';
import type { Choose } from '../testing/stage.ts';
import type { Habits } from '../testing/tab.ts';

/** Rows that were there before. */
function write(stage: Stage, count: number): void {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ log, seq: i + 1, id: id(1_000 + i), user: 'user-x', name: 'x', text: 'before', at: stage.memory.now },
  }));
  if (count > 0) stage.memory.logs.set(room, rows);
}

/** Adds what happened to what is wrong. */
async function told(stage: Stage, play: () => Promise<boolean>, prove: () => void): Promise<boolean> {
  try {
    const isEnd = await play();
    if (isEnd) prove();
    return isEnd;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}, after:\n${stage.story.join('\n')}`, {
      cause: error,
    });
  }
}

/** An attempt each to say the message of this number, in a function of its own, all at once. */
interface Attempts {
  numbers: number[];
  rows: number;
  crashes: number;
}

async function attempts({ numbers, rows, crashes }: Attempts, choose: Choose): Promise<boolean> {
  const stage = new Stage();
  stage.crashes = crashes;
  write(stage, rows);
  const floor = rows === 0 ? {} : { log, after: rows };
  const died = new Set<string>();
  const names = numbers.map((_, i) => `attempt ${i}`);
  for (const [i, name] of names.entries()) {
    stage.memory.seats.set(`${room} ${name}`, seatOf(room, name));
    stage.memory.listeners.set(name, () => assertPersistedFirst(stage.memory, name));
    stage.isMortal(name, () => died.add(name));
    const data = JSON.stringify(say(numbers[i] ?? 0, floor));
    stage.begin(name, (world) => receive(world, name, data), { tornReads: true });
  }
  return told(
    stage,
    () => stage.play(choose),
    () => {
      const ids = assertRoom(stage.memory);
      for (const [i, name] of names.entries()) {
        if (died.has(name)) continue;
        const mine = id(numbers[i] ?? 0);
        assert.ok(ids.includes(mine), `${name} was answered`);
        for (const other of names) {
          const heard = stage.memory.sentTo(other).some((frame) => frame.type === 'said' && frame.id === mine);
          assert.ok(heard, `${other} was told of ${name}`);
        }
      }
    },
  );
}

/** That many plays are expected, for fewer would mean that something was not tried. */
function assertExplored(
  t: { diagnostic(text: string): void },
  figures: { schedules: number; repeated: number },
  atLeast: number,
) {
  const { schedules, repeated } = figures;
  t.diagnostic(`${schedules} schedules, and ${repeated} that came to a state known already`);
  assert.ok(schedules >= atLeast && schedules < atLeast * 4, `${schedules} schedules, not some ${atLeast}`);
}

// Two attempts of three calls each, two of which are one torn read: 6! / (3! 3!) = 20 orders.
const [x, y, z] = [1, 2, 3] as const;
for (const [what, given, atLeast, merging] of [
  ['two attempts of one message, in an empty room', { numbers: [x, x], rows: 0, crashes: 0 }, 20, false],
  ['two messages at once, in an empty room', { numbers: [x, y], rows: 0, crashes: 0 }, 20, false],
  ['two attempts of one message, one of which dies', { numbers: [x, x], rows: 2, crashes: 1 }, 200, false],
  ['two messages, one of which dies', { numbers: [x, y], rows: 2, crashes: 1 }, 200, false],
  ['two attempts of one message and another message', { numbers: [x, x, y], rows: 0, crashes: 0 }, 140, true],
  ['the same above a floor, and one of them dies', { numbers: [x, x, y], rows: 2, crashes: 1 }, 500, true],
  ['three messages', { numbers: [x, y, z], rows: 2, crashes: 0 }, 140, true],
  ['three attempts of one message, one of which dies', { numbers: [x, x, x], rows: 0, crashes: 1 }, 400, true],
] as const) {
  test(`every schedule of ${what}`, async (t) => {
    const figures = await explore((choose) => attempts({ ...given, numbers: [...given.numbers] }, choose), { merging });
    assertExplored(t, figures, atLeast);
  });
}

test('every schedule of a message said while somebody comes in: they find it in the log or are told it', async (t) => {
  const figures = await explore(async (choose) => {
    const stage = new Stage({ seatsChange: true });
    stage.memory.seats.set(`${room} ada`, seatOf(room, 'ada'));
    const ticket = { jti: 'j', sub: 'user-bob', name: 'bob', room, origin: 'o' };
    stage.begin('bob', async (world) => {
      await enter(world, 'bob', { ticket, origin: 'o', version: 1 });
      await receive(world, 'bob', JSON.stringify({ type: 'hello', room }));
    });
    stage.begin('ada', (world) => receive(world, 'ada', JSON.stringify(say(x))), { tornReads: true });
    return told(
      stage,
      () => stage.play(choose),
      () => {
        const ids = assertRoom(stage.memory);
        const known = stage.memory
          .sentTo('bob')
          .flatMap((frame) =>
            frame.type === 'said' ? [frame.id] : frame.type === 'welcome' ? frame.messages.map((it) => it.id) : [],
          );
        assert.deepEqual([...new Set(known)], ids);
        assert.deepEqual(ids, [id(x)]);
      },
    );
  });
  assertExplored(t, figures, 100);
});

interface Browsers {
  /** The messages in each person's outbox. */
  outboxes: number[][];
  tabs: number;
  crashes: number;
  timeouts: number;
  rows?: number;
  habits?: Habits;
  wipes?: boolean;
  /** So many messages of others, put by one who was quicker than all. */
  crowd?: number;
  tick?: (stage: Stage) => void;
}

async function browsers(given: Browsers, choose: Choose): Promise<{ isEnd: boolean; acknowledged: number }> {
  const { outboxes, tabs, crashes, timeouts, rows = 0, habits = {}, wipes = false, crowd = 0 } = given;
  const stage = new Stage({ postsMatter: false });
  Object.assign(stage, { crashes, timeouts });
  write(stage, rows);
  const disks = outboxes.map((numbers) => new Disk(numbers.map(id)));
  stage.stored.push(() => disks);
  const open = (name: string, disk: Disk) => {
    const tab = new Tab(stage, name, `user-${name[0]}`, disk, habits);
    // A reload, or a laptop that was shut: a new page over the same disk.
    stage.isMortal(name, () => {
      if (disk.holder === name) disk.holder = undefined;
      open(`${name}'`, disk);
    });
    stage.begin(name, () => tab.live(room), { summary: tab.summary });
  };
  for (const [i, disk] of disks.entries()) {
    for (let tab = 0; tab < tabs; tab++) open(`${'abc'[i]}${tab}`, disk);
  }
  if (crowd > 0) {
    stage.begin('crowd', async () => {
      await stage.step('crowd', 'log.put, many');
      const before = stage.memory.rows(room);
      const more = Array.from({ length: crowd }, (_, i) => ({
        ...{ log: before[0]?.log ?? log, seq: before.length + i + 1, id: id(10_000 + i), user: 'user-y', name: 'y' },
        ...{ text: 'more', at: before.at(-1)?.at ?? stage.memory.now },
      }));
      stage.memory.logs.set(room, [...before, ...more]);
    });
  }
  let isWiped = false;
  if (wipes) {
    stage.stored.push(() => isWiped);
    stage.begin('disaster', async () => {
      // During a say it is outside of the promise.
      await stage.step('disaster', 'wipe', () => !stage.isBusy(' say '));
      isWiped = true;
      stage.memory.logs.delete(room);
    });
  }
  const choosing: Choose = (options, state) => {
    given.tick?.(stage);
    return choose(options, state);
  };
  const isEnd = await told(
    stage,
    () => stage.play(choosing),
    () => {
      const ids = assertRoom(stage.memory);
      // Whose attempt it was is nobody's to say, where two people share an id.
      const isShared = new Set(outboxes.flat()).size < outboxes.flat().length;
      for (const disk of disks) {
        if (!isWiped)
          for (const acknowledged of disk.acknowledged)
            assert.ok(ids.includes(acknowledged), 'what is sent is in the log');
        const own = disk.entries.map((entry) => entry.id);
        const isInOrder = !isShared && (tabs === 1 || habits.locks);
        if (isInOrder)
          assert.deepEqual(
            ids.filter((it) => own.includes(it)),
            own.filter((it) => ids.includes(it)),
            'in the order said',
          );
      }
    },
  );
  const isAll = disks.every((disk) => disk.entries.every((entry) => entry.isSettled));
  return { isEnd, acknowledged: isEnd && isAll ? 1 : 0 };
}

const mortalAttempts = { mortalAttempts: true };
for (const [what, given, atLeast] of [
  [
    'a browser with two messages, an impatience, and a function or a page that dies',
    { outboxes: [[x, y]], tabs: 1, crashes: 1, timeouts: 1, habits: mortalAttempts },
    1_000,
  ],
  ['a browser with a message and two impatiences', { outboxes: [[x]], tabs: 1, crashes: 0, timeouts: 2 }, 30],
  [
    'a browser that comes back when its message is on no newest page any more',
    { outboxes: [[x]], tabs: 1, crashes: 1, timeouts: 0, rows: 1, crowd: 60 },
    100,
  ],
  ['two tabs on one outbox', { outboxes: [[x]], tabs: 2, crashes: 0, timeouts: 1 }, 200],
  [
    'two tabs on one outbox of two messages, with a lock',
    { outboxes: [[x, y]], tabs: 2, crashes: 0, timeouts: 1, habits: { locks: true } },
    200,
  ],
  ['two people with one id', { outboxes: [[x], [x]], tabs: 1, crashes: 0, timeouts: 1 }, 300],
  [
    'two people whose room is wiped between two says',
    { outboxes: [[x, y], [z]], tabs: 1, crashes: 0, timeouts: 0, wipes: true },
    100,
  ],
] as const) {
  test(`every schedule of ${what}`, async (t) => {
    let acknowledged = 0;
    const figures = await explore(
      async (choose) => {
        const end = await browsers({ ...given, outboxes: given.outboxes.map((it) => [...it]) }, choose);
        acknowledged += end.acknowledged;
        return end.isEnd;
      },
      { merging: true },
    );
    assert.ok(acknowledged > figures.schedules / 2, `nearly all of them end with everything sent: ${acknowledged}`);
    assertExplored(t, figures, atLeast);
  });
}

test('many people, tabs, deaths, impatiences, floors and clocks, at random', async (t) => {
  let plays = 0;
  let acknowledged = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        outboxes: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 3,
        }),
        tabs: fc.integer({ min: 1, max: 2 }),
        crashes: fc.nat({ max: 4 }),
        timeouts: fc.nat({ max: 5 }),
        rows: fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 95, max: 160 })),
        crowd: fc.oneof(fc.constant(0), fc.integer({ min: 40, max: 130 })),
        locks: fc.boolean(),
      }),
      fc.infiniteStream(fc.nat()),
      async ({ locks, ...given }, chances) => {
        const chance = (below: number) => Number(chances.next().value) % below;
        const habits: Habits = {
          locks,
          tornReads: true,
          mortalAttempts: true,
          lag: () => (chance(2) ? chance(150) : 0),
        };
        const tick = (stage: Stage) => (stage.memory.now += chance(2_000) - 700);
        const end = await browsers({ ...given, habits, tick }, chance);
        plays++;
        acknowledged += end.acknowledged;
      },
    ),
    // A failure is made smaller for a while, and told with its whole story anyway.
    { numRuns: 400, interruptAfterTimeLimit: 15_000 },
  );
  t.diagnostic(`${plays} plays, ${acknowledged} of which ended with everything sent`);
  assert.ok(acknowledged > plays / 3);
});
