import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  byteLength,
  codes,
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
  isBlank,
  limits,
} from '../src/index.ts';
import type { ClientFrame, Refused, ServerFrame } from '../src/index.ts';

const room = 'lobby';
const id = '0123456789abcdef0123456789abcdef';
const log = 'ffffffffffffffffffffffffffffffff';

const aHex = fc.stringMatching(/^[0-9a-f]{32}$/);
const aRoom = fc.stringMatching(/^[a-z0-9-]{1,64}$/);
const aCount = fc.maxSafeNat();
const aPlace = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const aText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !isBlank(text));
const a = <Type extends string>(type: Type) => ({ type: fc.constant(type), room: aRoom });
const theStart = { log: fc.constant(null), after: fc.constant(0) };
const aCursor = { log: aHex, after: aPlace };

const aClientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record(a('hello')),
  fc.record({ ...a('hello'), ...theStart }),
  fc.record({ ...a('hello'), ...aCursor }),
  fc.record({ ...a('say'), id: aHex, text: aText, ...theStart }),
  fc.record({ ...a('say'), id: aHex, text: aText, ...aCursor }),
  fc.record({ ...a('page'), before: aPlace }),
  fc.record({ ...a('page'), ...theStart }),
  fc.record({ ...a('page'), ...aCursor }),
  fc.record(a('typing')),
);

const person = { user: fc.string({ minLength: 1, maxLength: 64 }), name: fc.string({ unit: 'grapheme' }) };
const message = { seq: aPlace, id: aHex, ...person, text: aText, at: aCount };
const history = {
  log: fc.option(aHex),
  seq: aCount,
  messages: fc.array(fc.record(message), { maxLength: 5 }),
  more: fc.boolean(),
};
const presence = { at: aCount, people: fc.array(fc.record(person), { maxLength: 5 }) };
const refusal = { type: fc.constant('refused' as const), code: fc.constantFrom(...codes), text: fc.string() };

const aServerFrame: fc.Arbitrary<ServerFrame> = fc.oneof(
  fc.record({ ...a('welcome'), you: fc.record(person), ...history, ...presence }),
  fc.record({ ...a('welcome'), you: fc.record(person), ...history, at: aCount }),
  fc.record({ ...a('said'), log: aHex, ...message }),
  fc.record({ ...a('page'), before: aPlace, ...history }),
  fc.record({ ...a('page'), after: aCount, ...history, ...presence }),
  fc.record({ ...a('page'), after: aCount, ...history, at: aCount }),
  fc.record({ ...a('arrived'), ...person, at: aCount }),
  fc.record({ ...a('departed'), user: person.user, at: aCount }),
  fc.record({ ...a('typing'), ...person }),
  fc.record(refusal),
  fc.record({ ...refusal, room: aRoom, of: fc.string(), id: aHex, retryAfterMs: fc.nat(limits.retryAfterMs) }),
);

/** Gives each object the usual prototype, as JSON.parse does. Some objects of fast-check have none. */
const plain = structuredClone;

/** Asserts that this data is refused. @returns the refusal */
function refusalOf(data: unknown): Refused {
  const decoded = decodeClientFrame(data);
  assert.ok(!decoded.ok, 'the data is refused');
  const { refused } = decoded;
  assert.equal(refused.type, 'refused');
  assert.ok(refused.text.length < 200, 'the text is short');
  assert.deepEqual(decodeServerFrame(encodeServerFrame(refused)), refused, 'the refusal is a valid frame');
  return refused;
}

/** The refusal without its type and its text. */
const about = (data: unknown) => {
  const { type: _, text: __, ...rest } = refusalOf(data);
  return rest;
};

test('the server decodes the frame that a client encoded', () => {
  fc.assert(
    fc.property(aClientFrame, (frame) => {
      assert.deepEqual(decodeClientFrame(encodeClientFrame(frame)), { ok: true, frame: plain(frame) });
    }),
    { numRuns: 1000 },
  );
});

test('a client decodes the frame that the server encoded', () => {
  fc.assert(
    fc.property(aServerFrame, (frame) => assert.deepEqual(decodeServerFrame(encodeServerFrame(frame)), plain(frame))),
    { numRuns: 1000 },
  );
});

test('decoding never throws: any data is a frame or is refused', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.anything(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.uint8Array(),
    // A frame with one value added, or with one value replaced.
    fc
      .tuple(fc.oneof(aClientFrame, aServerFrame), fc.string(), fc.jsonValue())
      .map(([frame, key, value]) => JSON.stringify({ ...frame, [key]: value })),
    fc
      .tuple(fc.oneof(aClientFrame, aServerFrame), fc.nat(), fc.jsonValue())
      .map(([frame, n, value]) => JSON.stringify({ ...frame, [Object.keys(frame).at(n % 4) ?? '']: value })),
  );
  fc.assert(
    fc.property(anything, (data) => {
      const decoded = decodeClientFrame(data);
      if (decoded.ok && decoded.frame.type !== 'classic') {
        assert.deepEqual(decodeClientFrame(encodeClientFrame(decoded.frame)), decoded);
      }
      if (!decoded.ok) refusalOf(data);
      const frame = decodeServerFrame(data);
      if (frame) assert.deepEqual(decodeServerFrame(JSON.stringify(frame)), frame);
    }),
    { numRuns: 1000 },
  );
});

test('data that is not text is refused', () => {
  const hello = JSON.stringify({ type: 'hello', room });
  // The sandbox passes a binary message on as the JSON of a Buffer, parsed or not.
  const binary = JSON.parse(JSON.stringify(Buffer.from(hello)));
  for (const data of [
    undefined,
    null,
    7,
    true,
    Buffer.from(hello),
    new ArrayBuffer(8),
    binary,
    { type: 'hello', room },
  ]) {
    assert.deepEqual(about(data), { code: 'bad-frame' });
    assert.equal(decodeServerFrame(data), undefined);
  }
  assert.deepEqual(about(JSON.stringify(binary)), { code: 'bad-frame' });
});

test('text that is not a JSON object of a known type is refused', () => {
  const texts = ['', ' ', '{', 'hello', '\u0000', '{"type":"hello","room":"lobby"', 'null', '1', '"hello"', '[]', '{}'];
  for (const data of texts) assert.deepEqual(about(data), { code: 'bad-frame' });
  assert.deepEqual(about('[{"type":"hello","room":"lobby"}]'), { code: 'bad-frame' });
  assert.deepEqual(about('{"type":"join","room":"lobby"}'), { room, code: 'bad-frame' });
  assert.deepEqual(about('{"type":"toString","room":"lobby"}'), { room, code: 'bad-frame' });
  assert.deepEqual(about('{"action":"disconnect"}'), { code: 'bad-frame' });
  // Only the server sends this type.
  assert.deepEqual(about(JSON.stringify({ type: 'departed', room, user: 'u', at: 1 })), { room, code: 'bad-frame' });
});

test('a frame over the limit in bytes is refused unread', () => {
  const frame = (fill: string) => JSON.stringify({ type: 'hello', room, fill });
  const bare = frame('').length;
  const fits = limits.clientFrameBytes - bare;
  assert.equal(decodeClientFrame(frame('x'.repeat(fits))).ok, true);
  assert.deepEqual(about(frame('x'.repeat(fits + 1))), { code: 'too-large' });
  // The limit counts bytes, and this character has three.
  assert.equal(decodeClientFrame(frame('€'.repeat(Math.floor(fits / 3)))).ok, true);
  assert.deepEqual(about(frame('€'.repeat(Math.floor(fits / 3) + 1))), { code: 'too-large' });
  assert.deepEqual(about('x'.repeat(10_000_000)), { code: 'too-large' });
});

test('the deepest nesting that fits in a frame does not break the decoder', () => {
  const half = limits.clientFrameBytes / 2;
  assert.deepEqual(about('['.repeat(limits.clientFrameBytes)), { code: 'bad-frame' });
  assert.deepEqual(about('['.repeat(half) + ']'.repeat(half)), { code: 'bad-frame' });
  const nested = (depth: number) => `{"a":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)},"type":"hello","room":"lobby"}`;
  assert.deepEqual(decodeClientFrame(nested(2_500)), { ok: true, frame: { type: 'hello', room } });
});

test('a key such as __proto__ is a key like any other', () => {
  assert.deepEqual(about('{"__proto__":{"type":"hello","room":"lobby"}}'), { code: 'bad-frame' });
  assert.deepEqual(about('{"constructor":{"prototype":{"type":"hello"}},"room":"lobby"}'), { room, code: 'bad-frame' });
  const polluting =
    '{"type":"typing","room":"lobby","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
  const decoded = decodeClientFrame(polluting);
  assert.deepEqual(decoded, { ok: true, frame: { type: 'typing', room } });
  assert.equal('polluted' in {} || 'polluted' in (decoded.ok ? decoded.frame : {}), false);
});

test('a refusal names the room, the type and the id of the frame if they are valid', () => {
  const say = { type: 'say', room, id, text: 'hi', log: null, after: 0 };
  assert.deepEqual(about(JSON.stringify({ ...say, text: 7 })), { room, of: 'say', id, code: 'bad-frame' });
  assert.deepEqual(about(JSON.stringify({ ...say, id: 'X' })), { room, of: 'say', code: 'bad-frame' });
  assert.deepEqual(about(JSON.stringify({ ...say, room: 'Not A Room' })), { of: 'say', id, code: 'bad-frame' });
  const long = 'x'.repeat(limits.textCharacters + 1);
  assert.deepEqual(about(JSON.stringify({ ...say, text: long })), { room, of: 'say', id, code: 'too-long' });
});

const cursorFrames = [
  { type: 'hello', room },
  { type: 'page', room },
  { type: 'say', room, id, text: 'hi' },
];

test('a cursor is a row of a log or the start of any log', () => {
  for (const frame of cursorFrames) {
    const of = frame.type;
    const naming = { room, of, ...('id' in frame && { id }), code: 'bad-frame' };
    const sent = (cursor: object) => JSON.stringify({ ...frame, ...cursor });
    for (const cursor of [
      { log: null, after: 0 },
      { log, after: 1 },
      { log, after: Number.MAX_SAFE_INTEGER },
    ]) {
      assert.equal(decodeClientFrame(sent(cursor)).ok, true);
    }
    for (const after of [-1, 0.5, 1e308, Number.MAX_SAFE_INTEGER + 1, '1', null, true, [1], { valueOf: 1 }]) {
      assert.deepEqual(about(sent({ log, after })), naming, `${of} after ${JSON.stringify(after)}`);
    }
    for (const cursor of [{ log, after: 0 }, { log: null, after: 1 }, { log }, { after: 1 }, { log: 'x', after: 1 }]) {
      assert.deepEqual(about(sent(cursor)), naming, `${of} ${JSON.stringify(cursor)}`);
    }
    // JSON lacks these two numbers.
    for (const after of ['NaN', 'Infinity']) {
      assert.deepEqual(about(sent({ log, after: 1 }).replace('"after":1', `"after":${after}`)), { code: 'bad-frame' });
    }
    // JSON allows this number, but it is too large for a double.
    assert.deepEqual(about(sent({ log, after: 1 }).replace('"after":1', '"after":1e999')), naming);
  }
});

test('a question for a page has either `before` or a cursor', () => {
  const naming = { room, of: 'page', code: 'bad-frame' };
  for (const question of [
    {},
    { before: 1, log, after: 1 },
    { before: 1, log: null, after: 0 },
    { before: 1, log },
    { before: 1, after: 1 },
    { before: 0 },
    { before: -1 },
    { before: 1e308 },
    { before: '1' },
    { before: null },
  ]) {
    assert.deepEqual(about(JSON.stringify({ type: 'page', room, ...question })), naming, JSON.stringify(question));
  }
  const answer = { type: 'page', room, log, seq: 1, messages: [], more: false };
  assert.equal(decodeServerFrame(JSON.stringify({ ...answer, before: 1, after: 1, at: 1 })), undefined);
  assert.equal(decodeServerFrame(JSON.stringify(answer)), undefined);
});

const saying = (text: unknown) => JSON.stringify({ type: 'say', room, id, text, log: null, after: 0 });

test('a text has a limit in characters and another in bytes', () => {
  assert.equal(decodeClientFrame(saying('x'.repeat(limits.textCharacters))).ok, true);
  assert.equal(refusalOf(saying('x'.repeat(limits.textCharacters + 1))).code, 'too-long');
  const euros = Math.floor(limits.textBytes / 3);
  assert.ok(euros < limits.textCharacters);
  assert.equal(decodeClientFrame(saying('€'.repeat(euros))).ok, true);
  assert.equal(refusalOf(saying('€'.repeat(euros + 1))).code, 'too-long');
  // A pair of surrogates is two characters, as an input's maxlength counts them, and four bytes.
  assert.equal(decodeClientFrame(saying('😀'.repeat(limits.textCharacters / 2))).ok, true);
  assert.equal(refusalOf(saying('😀'.repeat(limits.textCharacters / 2 + 1))).code, 'too-long');
  // The longest text still fits in a frame if every character is escaped.
  const escaped = saying('é'.repeat(limits.textCharacters)).replaceAll('é', String.raw`\u00e9`);
  assert.equal(decodeClientFrame(escaped).ok, true);
  for (const text of ['x'.repeat(limits.textCharacters + 1), '€'.repeat(euros + 1)]) {
    assert.equal(refusalOf(JSON.stringify({ text })).code, 'too-long', 'the same for a classic client');
  }
});

test('a text has only whole characters, and is not blank', () => {
  for (const text of ['', ' ', '\n\t\u3000', '\ud800', 'x\udc00', '\ude00\ud83d', null, 7, ['x'], { toString: 'x' }]) {
    assert.equal(refusalOf(saying(text)).code, 'bad-frame');
    assert.equal(refusalOf(JSON.stringify({ text })).code, 'bad-frame');
  }
  // Half a character, not escaped. No socket delivers this, because UTF-8 cannot encode it.
  assert.equal(refusalOf(saying('x').replace('x', '\ud800')).code, 'bad-frame');
});

test('a room has only a-z, 0-9 and hyphens, and an id has exactly 32 lower-case hex digits', () => {
  for (const name of ['', 'Lobby', 'a b', 'a/b', '../x', 'a_b', 'é', 'x'.repeat(65), 'lobby\n', 7, null, ['lobby']]) {
    assert.deepEqual(about(JSON.stringify({ type: 'hello', room: name })), { of: 'hello', code: 'bad-frame' });
  }
  const say = { type: 'say', room, text: 'x', log: null, after: 0 };
  for (const bad of ['', 'x'.repeat(32), id.toUpperCase(), `${id}0`, id.slice(1), `${id}\n`, 7, null, [id]]) {
    assert.deepEqual(about(JSON.stringify({ ...say, id: bad })), { room, of: 'say', code: 'bad-frame' });
  }
});

test('a frame with a text and no type is from a classic client, and its other keys are ignored', () => {
  assert.deepEqual(decodeClientFrame('{"text":"hello"}'), { ok: true, frame: { type: 'classic', text: 'hello' } });
  assert.deepEqual(decodeClientFrame('{"text":"hello","sender":"root","room":"x"}'), {
    ok: true,
    frame: { type: 'classic', text: 'hello' },
  });
  assert.equal(refusalOf('{"type":null,"text":"hello"}').code, 'bad-frame');
});

test('encoding a frame that is too large for API Gateway throws', () => {
  const text = (length: number): ServerFrame => ({ type: 'refused', code: 'internal', text: 'x'.repeat(length) });
  const bare = byteLength(JSON.stringify(text(0)));
  assert.equal(byteLength(encodeServerFrame(text(limits.serverFrameBytes - bare))), limits.serverFrameBytes);
  assert.throws(() => encodeServerFrame(text(limits.serverFrameBytes - bare + 1)), RangeError);
});

test('a client ignores a refusal with a wait over the limit', () => {
  const refused = (retryAfterMs: number) => ({ type: 'refused', code: 'slow-down', text: '', retryAfterMs });
  const longest = refused(limits.retryAfterMs);
  assert.deepEqual(decodeServerFrame(JSON.stringify(longest)), longest);
  for (const ms of [limits.retryAfterMs + 1, 2 ** 31, 9e15, -1]) {
    assert.equal(decodeServerFrame(JSON.stringify(refused(ms))), undefined);
  }
});

test('a client ignores the additions of a newer server, and decodes API Gateway’s error as internal', () => {
  for (const data of [
    '{"type":"reaction","room":"lobby"}',
    '{"type":"refused","code":"new","text":""}',
    '{}',
    '[]',
    'x',
  ]) {
    assert.equal(decodeServerFrame(data), undefined);
  }
  assert.deepEqual(decodeServerFrame('{"type":"departed","room":"lobby","user":"u","at":1,"why":"newer"}'), {
    type: 'departed',
    room,
    user: 'u',
    at: 1,
  });
  assert.deepEqual(decodeServerFrame('{"message":"Internal server error","connectionId":"a","requestId":"b"}'), {
    type: 'refused',
    code: 'internal',
    text: 'Internal server error',
  });
  assert.equal(decodeServerFrame('{"message":"Forbidden"}'), undefined);
});
