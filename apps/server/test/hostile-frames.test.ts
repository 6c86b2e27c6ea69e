import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { honestPeople } from '../testing/honest.ts';
import { knock, pathTo, seat } from '../testing/person.ts';
import { frame, textFrame } from '../testing/raw.ts';
import { startTestServer } from '../testing/server.ts';

const server = await startTestServer(after);
const honest = await honestPeople(server);

const partOfEuro = Buffer.from('€').subarray(0, 2);
const closing = (code: number, reason = Buffer.alloc(0)) => frame(8, Buffer.from([code >> 8, code & 0xff, ...reason]));
const start = frame(1, '{', { isLast: false });
const part = frame(0, ' ', { isLast: false });
const many = (count: number, one: Buffer) => Buffer.concat(Array.from({ length: count }, () => one));

/** What a client sends, and the code with which the server closes the socket. */
const forbidden: [string, Uint8Array, number][] = [
  ['an unmasked frame', frame(1, '{}', { isMasked: false }), 1002],
  ['the first reserved bit', frame(1, '{}', { reserved: 0x40 }), 1002],
  ['the other reserved bits', frame(1, '{}', { reserved: 0x30 }), 1002],
  ['a reserved opcode', frame(3, '{}'), 1002],
  ['a reserved opcode of a control frame', frame(0xb), 1002],
  ['bad UTF-8', textFrame(partOfEuro), 1007],
  [
    'bad UTF-8 over fragments',
    Buffer.concat([frame(1, partOfEuro, { isLast: false }), frame(0, 'a', { isLast: false }), frame(0, partOfEuro)]),
    1007,
  ],
  ['a frame that announces 2^40 bytes', frame(1, '', { length: 2 ** 40 }), 1009],
  ['a length with its top bit set', Buffer.from([0x81, 0xff, 0x80, ...Array<number>(11).fill(0)]), 1009],
  ['a frame that is too large', textFrame('a'.repeat(40_000)), 1009],
  [
    'fragments that are too large',
    Buffer.concat([start, many(10, frame(0, 'a'.repeat(4_000), { isLast: false }))]),
    1009,
  ],
  ['a ping of 126 bytes', frame(9, 'a'.repeat(126)), 1002],
  ['a ping in fragments', frame(9, 'a', { isLast: false }), 1002],
  ['a continuation without a start', frame(0, 'a'), 1002],
  ['a start within a message', Buffer.concat([start, start]), 1002],
  ['empty fragments without an end', Buffer.concat([start, many(5_000, frame(0, '', { isLast: false }))]), 1008],
  ['tiny fragments without an end', Buffer.concat([start, many(5_000, part)]), 1008],
  ['a close of one byte', frame(8, 'a'), 1002],
  ['a close with a code that none may send', closing(1005), 1002],
  ['a close with an unknown code', closing(999), 1002],
  ['a close with a reason in bad UTF-8', closing(1000, partOfEuro), 1007],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), 1002],
  ['noise', Buffer.alloc(100_000, 0xff), 1002],
];

for (const [what, bytes, code] of forbidden) {
  test(`${what} closes the socket with ${code}, and nobody else notices`, async () => {
    const raw = await seat(server, 'attack');
    raw.write(bytes);
    await raw.until(() => raw.isOver || raw.closeCode > 0, 'a close');
    assert.equal(raw.closeCode, code);
    raw.stream.destroy();
    await honest.chat();
  });
}

test('a binary frame and a frame that is no JSON are refused, and the socket stays open', async () => {
  const raw = await seat(server, 'attack');
  for (const bytes of [frame(2, '{}'), textFrame(''), textFrame('{'), textFrame('[]'), textFrame('a'.repeat(20_000))]) {
    raw.frames.length = 0;
    raw.write(bytes);
    await raw.until(() => raw.isOver || raw.heard.length > 0, 'a refusal');
    assert.equal(raw.heard[0]?.['code'], bytes.length > 20_000 ? 'too-large' : 'bad-frame');
  }
  raw.stream.destroy();
  await honest.chat();
});

test('a frame that is cut off waits for its rest, and a reset ends it', async () => {
  const raws = await Promise.all(Array.from({ length: 20 }, () => seat(server, 'attack')));
  const whole = textFrame(JSON.stringify({ type: 'hello', room: 'attack' }));
  for (const [at, raw] of raws.entries()) raw.write(whole.subarray(0, at + 1));
  await honest.chat();
  for (const raw of raws.slice(1)) raw.stream.resetAndDestroy();
  await honest.chat();
  const [first] = raws;
  first?.write(whole.subarray(1));
  await first?.until(() => first.heard.length > 0, 'a welcome');
  first?.stream.destroy();
});

test('a frame in the packet of the handshake is heard', async () => {
  const raw = await knock(
    server,
    await pathTo(server, 'attack'),
    textFrame(JSON.stringify({ type: 'hello', room: 'attack' })),
  );
  await raw.until(() => raw.isOver || raw.heard.length > 0, 'a welcome');
  assert.equal(raw.heard[0]?.['type'], 'welcome');
  raw.stream.destroy();
  await honest.chat();
});

test('a fragment does not keep the frames that came with it in memory', async () => {
  const raw = await seat(server, 'attack');
  const before = await server.memory();
  const bytes = Buffer.concat([part, many(490, frame(10, 'a'.repeat(125)))]);
  raw.write(start);
  await raw.writeUntilOver(bytes, 600);
  assert.ok((await server.memory()) - before < 15);
  raw.stream.destroy();
  await honest.chat();
});

test('after all of this, every message is in the log, once and in order', () => honest.remember());
