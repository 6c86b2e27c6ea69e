import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '@arc-chat/chat/testing/scene';
import { orReceive } from '../src/lifecycle.ts';
import type { SocketEvent } from '../src/events.ts';

/** Gives an event to a handler that `orReceive` wraps. The event comes from `ada`, a socket with a seat in a room. */
async function run(event: Partial<SocketEvent>) {
  const scene = new Scene();
  scene.sit('ada');
  const noted = {};
  let runs = 0;
  const handler = orReceive(async () => {
    runs++;
    return { statusCode: 403 };
  });
  const context = { ports: scene.memory.ports(), note: (note: object) => void Object.assign(noted, note) };
  const answer = await handler({ requestContext: { connectionId: 'ada' }, ...event }, context);
  return { scene, noted, runs, answer };
}

test('an event without a body reaches its handler', async () => {
  for (const body of [undefined, null, '']) {
    const { runs, answer } = await run({ body, headers: {}, queryStringParameters: {} });
    assert.deepEqual([runs, answer.statusCode], [1, 403]);
  }
});

test('a frame that the sandbox gives to the wrong function is received like any other frame', async () => {
  for (const body of ['{"action":"connect"}', '{"action":"disconnect"}', { type: 'Buffer', data: [] }]) {
    const { scene, noted, runs, answer } = await run({ body });
    assert.deepEqual([runs, answer.statusCode, noted], [0, 200, { outcome: 'bad-frame' }]);
    assert.deepEqual(scene.heard('ada'), ['refused']);
    assert.equal(scene.memory.seats.size, 1, 'the seat stays');
  }
});
