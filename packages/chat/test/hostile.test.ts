import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeServerFrame } from '@arc-chat/protocol';
import { receive } from '../src/index.ts';
import { logId, room, sayFrame, Scene } from '../testing/scene.ts';

const anything = fc.oneof(
  fc.anything(),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    ...['[', '{', '"', 'null', '{"text":1}', '{"__proto__":{"type":"hello"}}', '{"action":"disconnect"}'],
    ...['['.repeat(20_000), JSON.stringify({ type: 'hello', room: 'x'.repeat(100_000) }), Buffer.from('{}')],
    ...['{"type":"constructor","room":"lobby"}', '{"type":"hello","room":"__proto__"}'],
  ),
);
const place = fc.oneof(fc.integer(), fc.double(), fc.jsonValue());
const almost = fc
  .record(
    {
      type: fc.constantFrom('hello', 'say', 'remove', 'page', 'typing', 'said', 'refused', '', 7),
      room: fc.constantFrom<unknown>(room, 'elsewhere', 'Lobby', '', null),
      id: fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.jsonValue()),
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
      log: fc.oneof(fc.constantFrom(null, logId), fc.jsonValue()),
      after: place,
      before: place,
      seq: place,
      user: fc.jsonValue(),
      constructor: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((frame) => JSON.stringify(frame));

test('4,000 hostile frames are refused or answered, nothing breaks, and the room still works', async () => {
  const scene = new Scene();
  const ports = scene.memory.ports();
  scene.write(3);
  let answered = 0;
  for (const [i, data] of fc.sample(fc.oneof(anything, almost), { numRuns: 4_000, seed: 7 }).entries()) {
    // A new seat for each frame, because a frame for another room closes the socket. Slow enough for the budget.
    scene.memory.seats.clear();
    scene.sit(`c${i}`);
    scene.memory.now += 1_000;
    await receive(ports, `c${i}`, data);
    const sent = scene.memory.posts.splice(0);
    if (sent.length > 0) answered++;
    for (const post of sent) assert.ok(decodeServerFrame(post.data), post.data);
  }
  assert.ok(answered > 3_960, `all but typing is answered: ${answered}`);
  assert.deepEqual(scene.memory.reported, [], 'no frame caused an internal error');
  assert.deepEqual(Object.keys(Object.prototype), []);
  const rows = scene.memory.rows(room);
  assert.ok(rows.length > 3, 'some frames were valid messages');
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    rows.map((_, i) => i + 1),
  );
  assert.deepEqual([...scene.memory.logs.keys()], [room], 'no other room has a log');
  scene.sit('ada');
  const last = rows.at(-1);
  const answer = await scene.answer('ada', sayFrame(1, { log: last?.log, after: last?.seq }));
  assert.equal(answer?.type, 'said');
});
