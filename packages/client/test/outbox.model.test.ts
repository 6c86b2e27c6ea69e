import { test } from 'node:test';
import { assertExplored } from '@arc-chat/chat/testing/explore';
import fc from 'fast-check';
import { exploreScenario } from '../testing/explore-scenario.ts';
import { Model } from '../testing/model.ts';
import { allKinds } from '../testing/scenario.ts';
import type { Deed, Scenario } from '../testing/scenario.ts';

const one = { entries: [{}] };
const two = { entries: [{}, {}] };
const tooLong = { text: 'x'.repeat(2_001) };
/** The user writes a message in each of these tabs, after all tabs have taken their seats. */
const written = (...tabs: number[]) => ({ entries: [], isSeated: true, deeds: tabs });
/** A message of the user's own is in the log, and its tab is about to find it there. */
const logged: Scenario = { entries: [{ floor: 1 }], rows: 2, logged: [{ row: 2, entry: 0 }], isSeated: true };
const losses: Scenario['kinds'] = ['lose', 'crash', 'drop'];

const scenarios: [what: string, scenario: Scenario, about: number][] = [
  ['two messages of an earlier visit, and any fault', { ...two, faults: 1 }, 200_000],
  ['a message, and two faults: lost frames or reloads', { ...written(0), faults: 2, kinds: ['lose', 'crash'] }, 35_000],
  ['a message in each of two tabs', { ...written(0, 1), tabs: 2 }, 30_000],
  ['a message in one of two tabs, and a reload', { ...written(0), tabs: 2, faults: 1, kinds: ['crash'] }, 9_000],
  ['a message of an earlier visit, and two tabs without a lock', { ...one, tabs: 2, hasLock: false }, 50_000],
  [
    'a message, a message of another person, and a lost frame',
    { ...one, others: [undefined], faults: 1, kinds: ['lose'] },
    8_000,
  ],
  ['a message, a message of another person, and torn reads', { ...one, others: [undefined], tornReads: true }, 6_000],
  [
    'a message, a copy of it from another seat, and a lost frame',
    { entries: [{ floor: 0 }], others: [0], faults: 1, kinds: ['lose'] },
    1_000,
  ],
  [
    'a message, 30 rows that push it off the newest page, and a reload',
    { ...written(0), deeds: [0, 'crowd'], rows: 1, faults: 1, kinds: ['crash'] },
    10_000,
  ],
  [
    'a message that is in the log, just above its floor',
    { entries: [{ floor: 1 }], rows: 4, logged: [{ row: 3, entry: 0 }], faults: 1 },
    10,
  ],
  [
    'a message with a floor far below the newest row',
    { entries: [{ floor: 1 }], rows: 60, faults: 1, kinds: losses },
    500,
  ],
  [
    'a message that is in the log, far above its floor',
    { entries: [{ floor: 1 }], rows: 80, logged: [{ row: 50, entry: 0 }], faults: 1, kinds: losses },
    200,
  ],
  ['two messages, and a log that is wiped', { ...two, deeds: ['wipe'] }, 87],
  [
    'a message, a message of another person, and a log that is wiped',
    { ...written(0), deeds: [0, 'wipe'], others: [undefined] },
    2_700,
  ],
  [
    'a message, a wake, and a socket that only seems open or a lost frame',
    { ...written(0), deeds: [0, 'wake'], faults: 1, kinds: ['mute', 'lose'] },
    40_000,
  ],
  ['a removal, and any fault', { ...logged, deeds: ['remove'], faults: 1 }, 250_000],
  ['a removal while another tab says a message', { ...logged, tabs: 2, deeds: ['remove', 1] }, 80_000],
  ['a removal, and a log that is wiped', { ...logged, deeds: ['remove', 'wipe'] }, 30],
  [
    'a message that is taken back, and a lost frame or a dead function',
    { ...written(0), deeds: [0, 'discard'], faults: 1, kinds: ['lose', 'die'] },
    100_000,
  ],
  [
    'a message that fails, is retried and discarded, and another message',
    { entries: [tooLong, {}], deeds: ['discard', 'retry'] },
    400,
  ],
];

for (const [what, scenario, about] of scenarios) {
  test(`every schedule of ${what}`, async (t) => {
    assertExplored(t, await exploreScenario(scenario), about);
  });
}

const aScenario: fc.Arbitrary<Scenario> = fc.record({
  entries: fc.array(fc.record({ text: fc.constantFrom('hello', tooLong.text), floor: fc.constantFrom(undefined, 0) }), {
    maxLength: 3,
  }),
  tabs: fc.integer({ min: 1, max: 3 }),
  hasLock: fc.boolean(),
  isSeated: fc.boolean(),
  rows: fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 40, max: 160 })),
  others: fc.array(fc.constantFrom(undefined, 0, 1), { maxLength: 3 }),
  deeds: fc.array(
    fc.constantFrom<Deed>(0, 0, 1, 'crowd', 'crowd', 'remove', 'remove', 'discard', 'retry', 'wake', 'wake'),
    {
      maxLength: 6,
    },
  ),
  faults: fc.nat({ max: 8 }),
  kinds: fc.subarray(allKinds),
  tornReads: fc.boolean(),
});

test('random schedules of many messages, tabs, people and faults', async () => {
  await fc.assert(
    fc.asyncProperty(aScenario, fc.infiniteStream(fc.nat()), async (scenario, chances) => {
      await new Model(scenario).play(() => chances.next().value ?? 0);
    }),
    { numRuns: 150 },
  );
});
