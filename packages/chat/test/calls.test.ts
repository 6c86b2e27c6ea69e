import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, leave } from '../src/index.ts';
import { burst, classicDoor, door, events, flood, goodbye, here, pageFrame, slowDown } from '../testing/calls.ts';
import { logId, room, sayFrame, Scene } from '../testing/scene.ts';

/** A room with five rows of ada's, and with ada and four others. */
function aScene(): Scene {
  const scene = new Scene();
  scene.write(5, { user: 'user-ada', name: 'ada' });
  for (const name of ['ada', 'bob', 'cy', 'dee', 'eve']) scene.sit(name);
  return scene;
}

for (const [what, frame, ticks] of events) {
  test(`${what}: ${ticks.join(', ')}`, async () => assert.deepEqual(await aScene().send('ada', frame), ticks));
}

test(`a say in a burst: ${burst.join(', ')}; over its budget: ${slowDown.join(', ')}; a flood: ${flood.join(', ')}`, async () => {
  const scene = aScene();
  const seat = { ...scene.sit('ada'), spentUntil: scene.memory.now + 2_000 };
  const spend = (ms: number) => scene.memory.seats.set(`${room} ada`, { ...seat, spentUntil: scene.memory.now + ms });
  spend(2_000);
  assert.deepEqual(await scene.send('ada', sayFrame(1, { log: logId, after: 5 })), burst);
  spend(2_001);
  assert.deepEqual(await scene.send('ada', sayFrame(2, here)), slowDown);
  spend(10_000);
  assert.deepEqual(await scene.send('ada', pageFrame), flood);
});

test('a message is posted to 128 seats at a time', async () => {
  const scene = new Scene();
  for (let i = 0; i < 300; i++) scene.sit(`c${i}`);
  const [, , , ...posts] = await scene.send('c7', sayFrame(1));
  assert.deepEqual(posts, ['sockets.post ×128', 'sockets.post ×128', 'sockets.post ×44']);
});

const ticket = { jti: 'j', sub: 'user-fay', name: 'fay', room, origin: 'https://a.example' };
test(`entering: ${door.join(', ')}; a classic client, without a hello: ${classicDoor.join(', ')}`, async () => {
  for (const [version, ticks] of [door, classicDoor].map((ticks, i) => [1 - i, ticks] as const)) {
    const scene = aScene();
    const entering = { ticket, origin: ticket.origin, version, address: 'home' };
    assert.deepEqual(await scene.ticks.during(() => enter(scene.ports, 'fay', entering)), ticks);
  }
});

test(`leaving: ${goodbye.join(', ')}`, async () => {
  const scene = aScene();
  assert.deepEqual(await scene.ticks.during(() => leave(scene.ports, 'ada')), goodbye);
  assert.deepEqual(await scene.ticks.during(() => leave(scene.ports, 'ada')), ['connections.roomOf'], 'a second time');
});
