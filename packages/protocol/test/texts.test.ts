import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanText, decodeClientFrame, isBlank } from '../src/index.ts';

/** The answers to a text from our client and from a classic one. */
function answersTo(text: string): string[] {
  const say = { type: 'say', room: 'lobby', id: '0'.repeat(32), text, log: null, after: 0 };
  return [say, { text }].map((frame) => {
    const decoded = decodeClientFrame(JSON.stringify(frame));
    return decoded.ok ? 'taken' : decoded.refused.code;
  });
}
const taken = ['taken', 'taken'];
const refused = ['bad-frame', 'bad-frame'];

for (const text of [
  ...[
    '',
    ' ',
    '\n\t\u3000',
    '\u200b',
    '\u00ad',
    '\u034f',
    '\u202e',
    '\u2060',
    '\u2800',
    '\u3164',
    '\u115f\u1160\uffa0',
  ],
  ...['\ufe0f', '\ufeff', '\u200d', '\u{e0041}', '\u200f \u200e\n\u00a0\u3164'],
]) {
  test(`${JSON.stringify(text)} with code ${text.codePointAt(0)?.toString(16)} is blank, and is refused`, () => {
    assert.ok(isBlank(text));
    assert.deepEqual(answersTo(text), refused);
  });
}

for (const text of [
  ...[
    'a',
    'سلام\u200f!',
    '\u2067שלום\u2069',
    'می\u200cخواهم',
    '👨\u200d👩\u200d👧\u200d👦',
    '❤\ufe0f',
    '한글',
    'ㅎㅎ',
    'क्\u200dष',
  ],
  // A mark alone, a character of a private font, one of no known font yet, and a format character that is drawn.
  ...['\u0301', '\ue000', '\u0378', '\u06dd'],
  'if (a) {\n\tb();\n}\n',
]) {
  test(`${JSON.stringify(text)} is visible, and is taken as it is`, () => {
    assert.ok(!isBlank(text));
    assert.equal(cleanText(text), text);
    assert.deepEqual(answersTo(text), taken);
  });
}

test('a text with a control character other than line feed and tab is refused', () => {
  for (let code = 0; code <= 0xff; code++) {
    const character = String.fromCodePoint(code);
    const isRefused = /\p{Cc}/u.test(character) && character !== '\n' && character !== '\t';
    assert.deepEqual(answersTo(`a${character}b`), isRefused ? refused : taken, code.toString(16));
  }
});

for (const [text, clean] of [
  ['\u001b[32mok\u001b[0m\u0007', '[32mok[0m'],
  ['One\r\nTwo\rThree\n\r\nFour', 'One\nTwo\nThree\n\nFour'],
  ['\u0000\u0085\u009b', ''],
  ['\ud83dA', '\ufffdA'],
] as const) {
  test(`${JSON.stringify(text)} is cleaned to ${JSON.stringify(clean)}`, () => assert.equal(cleanText(text), clean));
}

test('the server takes each clean text that is not blank', () => {
  const tricky = fc.constantFrom(
    ...[
      'a',
      '😀',
      ' ',
      '\n',
      '\r',
      '\t',
      '\0',
      '\u001b',
      '\u009f',
      '\u200b',
      '\u200d',
      '\ufe0f',
      '\u3164',
      '\ud83d',
      '\ude00',
    ],
  );
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: tricky, maxLength: 12 }));
  fc.assert(
    fc.property(texts, (text) => {
      const clean = cleanText(text);
      assert.equal(isBlank(clean), isBlank(text), 'cleaning a text leaves no blank one');
      assert.deepEqual(answersTo(clean), isBlank(text) ? refused : taken);
      assert.equal(cleanText(clean), clean, 'cleaning it again changes nothing');
    }),
    { numRuns: 1000 },
  );
});
