import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanName, isBlank, limits } from '../src/index.ts';

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;

function assertClean(name: string) {
  const clean = cleanName(name);
  assert.ok(clean.length <= limits.nameCharacters, 'is short');
  assert.ok(clean.isWellFormed(), 'has only whole characters');
  assert.ok(!unseen.test(clean.replace(/\p{RGI_Emoji}/gv, '')), 'has nothing invisible outside of emoji');
  assert.equal(clean, clean.normalize('NFKC'), 'is normalised');
  assert.ok(!/^\s|\s$|\s\s|[^\S ]/.test(clean), 'has only single spaces, between other characters');
  assert.equal(cleanName(clean), clean, 'cleaning it again changes nothing');
}

test('a clean name is short, visible, normalised and stays as it is', () => {
  // Normalising, folding and cutting interact on these characters. Random texts rarely have them.
  const tricky = fc.constantFrom(
    ...['a', 'e', ' ', '\t', '\u0301', '\u0308', '\u200b', '\u200d', '\u202e', '\ufeff', '\ufe0f', '\u034f', '\u00a0'],
    ...['\u3164', '\uffa0', '\u1100', '\u1161', '\u11a8', '\u115f', '\u2800', '\ufffd', '\ud83d', '\ude00', '😀', '𝒜'],
    // Parts of emoji: a family, a heart, a keycap, two flags and a letter that is an emoji with a selector.
    ...['👨', '👩', '👧', '🏽', '💻', '❤', '1', '\u20e3', '🇩', '🇪', '🏴', '\u{e0067}', '\u{e007f}', '™', '\u0d4e'],
    ...['\u00a8', 'ﬁ', 'ﷺ', '\u212b', '\u{e0041}', '\u{f0000}', '\uffff', '\u0345', '\u1e9b'],
  );
  const names = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: tricky, maxLength: 12 }),
    fc.string({ unit: tricky, minLength: 28, maxLength: 40 }),
  );
  fc.assert(fc.property(names, assertClean), { numRuns: 1500 });
});

test('a name with any single character in it is cleaned', () => {
  for (let code = 0; code <= 0x2fff; code++) assertClean(`a${String.fromCodePoint(code)}\u0301`);
  for (let code = 0xd7f0; code <= 0x103ff; code++) assertClean(`a${String.fromCodePoint(code)}\u0301`);
});

test('a name keeps as many graphemes as fit, each of them whole', () => {
  const parts = [
    'a',
    'é',
    '😀',
    '❤\ufe0f',
    '👨\u200d👩\u200d👧\u200d👦',
    '👩🏽\u200d💻',
    '1\ufe0f\u20e3',
    '🇩🇪',
    'x\u0323\u0301',
    '한',
    'षि',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), (name) => {
      const prefixes = name.map((_, i) => name.slice(0, i + 1).join(''));
      assert.equal(cleanName(name.join('')), prefixes.findLast((it) => it.length <= limits.nameCharacters) ?? '');
    }),
    { numRuns: 1000 },
  );
});

test('a character that is blank as a text is blank as a name', () => {
  for (let code = 0; code <= 0xfffff; code++) {
    const character = String.fromCodePoint(code);
    if (isBlank(character)) assert.equal(cleanName(character), '', code.toString(16));
  }
});

for (const [name, clean] of [
  ['Ada', 'Ada'],
  ['  Ada \t\n Lovelace ', 'Ada Lovelace'],
  ['Ａｄａ', 'Ada'],
  ['\u202eadA\u202c', 'adA'],
  ['A\u200bd\u2060\ufeffa', 'Ad a'],
  ['A\u200b \u200bda', 'A da'],
  ['Ade\u200d\u0301', 'Adé'],
  ['\u034f\ufe0f\u200b\u3164\u2800', ''],
  ['\ud83dAda\ude00', 'Ada'],
  ['\ufffd\ufffd', '\ufffd\ufffd'],
  ['\u{e0041}\u{e0042}', ''],
  ['x'.repeat(40), 'x'.repeat(32)],
  [`${'x'.repeat(31)}😀`, 'x'.repeat(31)],
  [`${'x'.repeat(31)} y`, 'x'.repeat(31)],
  ['<b>&amp;"', '<b>&amp;"'],
  ['Ada 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f', 'Ada 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f'],
  [
    '1\ufe0f\u20e3🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '1\ufe0f\u20e3🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ],
  ['👨\u200d👨\u200d\u200d😀\u200dA\u200dda\ufe0f', '👨👨😀Ada'],
  ['™\ufe0f\u0301', 'TḾ'],
  [`${'x'.repeat(31)}x\u0323`, 'x'.repeat(31)],
  [`${'x'.repeat(22)}👨\u200d👩\u200d👧\u200d👦`, 'x'.repeat(22)],
  ['x'.repeat(22) + '\u0323'.repeat(11), 'x'.repeat(21)],
  // One grapheme, and over the limit.
  [`x${'\u0323'.repeat(40)}`, `x${'\u0323'.repeat(31)}`],
  [`${'\u0d4e'.repeat(25)}👨\u200d👩\u200d👧`, `${'\u0d4e'.repeat(25)}👨👩`],
] as const) {
  test(`${JSON.stringify(name)} is cleaned to ${JSON.stringify(clean)}`, () => assert.equal(cleanName(name), clean));
}

// To normalise the whole name would take many minutes, and so would this test.
test('a name of megabytes takes no more time than its first 256 characters', () => {
  for (const part of ['\u0323\u0301', '👨\u200d', '\u200d']) {
    const name = `A${part.repeat(500_000)}`;
    assert.equal(cleanName(name), cleanName(name.slice(0, 256)));
  }
});
