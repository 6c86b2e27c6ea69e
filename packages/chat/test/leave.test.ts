import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { leave, receive } from '../src/index.ts';
import { room, Scene } from '../testing/scene.ts';
import type { Ports } from '../src/index.ts';

const goodbye = ['connections.roomOf', 'seats.remove', 'connections.remove', 'seats.inRoom', 'sockets.post'];

function aScene(): Scene {
  const scene = new Scene();
  scene.sit('ada');
  scene.sit('bob');
  return scene;
}

/** Ports where the first call of this name has no effect: the function dies before it, or the call throws. */
function failingAt(scene: Scene, call: string, how: 'die' | 'throw'): Ports {
  let failed = false;
  return scene.memory.ports({
    before: async (name) => {
      if (name !== call || failed) return;
      failed = true;
      if (how === 'throw') throw new Error(`${call} failed`);
      await new Promise(() => {});
    },
  });
}

/** Waits until the work is done or hangs for good. */
async function settle(work: Promise<unknown>): Promise<void> {
  void work.catch(() => undefined);
  for (let i = 0; i < 50; i++) await setImmediate();
}

const isKnown = ({ memory }: Scene, connection: string) =>
  memory.seats.has(`${room} ${connection}`) || memory.connections.has(connection);

for (const how of ['die', 'throw'] as const) {
  for (const call of goodbye) {
    test(`a leave that ${how}s at ${call} is completed by the next leave`, async () => {
      const scene = aScene();
      await settle(leave(failingAt(scene, call, how), 'ada'));
      await settle(leave(scene.memory.ports(), 'ada'));
      assert.equal(isKnown(scene, 'ada'), false);
      assert.equal(isKnown(scene, 'bob'), true);
    });
  }

  for (const call of ['seats.find', ...goodbye, 'sockets.close']) {
    test(`a refusal of a flood that ${how}s at ${call} is completed by the next frame`, async () => {
      const scene = aScene();
      const frame = JSON.stringify({ type: 'page', room, before: 1 });
      const good = scene.memory.ports();
      for (let i = 0; i < 120; i++) await receive(good, 'ada', frame);
      await settle(receive(failingAt(scene, call, how), 'ada', frame));
      await settle(receive(good, 'ada', frame));
      assert.deepEqual([...scene.memory.closed], ['ada']);
      assert.equal(scene.memory.seats.has(`${room} ada`), false);
      // The closed socket causes a leave.
      await leave(good, 'ada');
      assert.equal(isKnown(scene, 'ada'), false);
    });
  }
}

test('after a delivery removed a seat, leave removes the connection', async () => {
  const scene = aScene();
  scene.memory.gone.add('bob');
  await scene.send('ada', { type: 'typing', room });
  assert.equal(scene.memory.seats.has(`${room} bob`), false);
  await scene.ticks.during(() => leave(scene.ports, 'bob'));
  assert.equal(isKnown(scene, 'bob'), false);
  assert.deepEqual(scene.heard('ada'), ['departed'], 'told once, when the seat was removed');
});

test('the time of a departure is taken before the seats are read', async () => {
  const scene = aScene();
  const { now } = scene.memory;
  const ports = scene.memory.ports({
    before: async (call) => void (call === 'seats.inRoom' && (scene.memory.now += 5)),
  });
  await leave(ports, 'bob');
  assert.deepEqual(scene.memory.sentTo('ada'), [{ type: 'departed', room, user: 'user-bob', at: now }]);
});
