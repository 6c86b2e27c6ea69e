import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, leave } from '../src/index.ts';
import { room, say, log, Scene } from '../testing/scene.ts';

/** A room of five rows, where ada and four others sit. */
function aScene(): Scene {
  const scene = new Scene();
  scene.write(5);
  for (const name of ['ada', 'bob', 'cy', 'dee', 'eve']) scene.sit(name);
  return scene;
}

const hello = { type: 'hello', room };
const page = { type: 'page', room };
const here = { log, after: 3 };
const elsewhere = { log: 'e'.repeat(32), after: 3 };

const admitted = 'seats.renew';
for (const [what, frame, ticks] of [
  // 4 calls and N posts, 3 in a row before the first.
  ['say', say(1, here), ['log.from seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5']],
  ['say again', say(1_000_004, here), ['log.from seats.renew', 'seats.inRoom', 'sockets.post ×5']],
  ['say, of another log', say(1, elsewhere), ['log.from seats.renew', 'sockets.post']],
  [
    'say, in another room',
    say(1, { room: 'x' }),
    ['log.from seats.renew', admitted, 'seats.find', 'sockets.post', 'sockets.close'],
  ],
  ['hello', hello, [admitted, 'log.before seats.inRoom', 'sockets.post', 'sockets.post ×4']],
  [
    'hello, resuming',
    { ...hello, ...here },
    [admitted, 'log.before log.from seats.inRoom', 'sockets.post', 'sockets.post ×4'],
  ],
  [
    'hello, of another log',
    { ...hello, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post', 'sockets.post ×4'],
  ],
  ['page before', { ...page, before: 3 }, [admitted, 'log.before ×2', 'sockets.post']],
  ['page after, the heartbeat', { ...page, ...here }, [admitted, 'log.before log.from seats.inRoom', 'sockets.post']],
  [
    'page after, of another log',
    { ...page, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post'],
  ],
  ['typing', { type: 'typing', room }, [admitted, 'seats.inRoom', 'sockets.post ×4']],
  [
    'a classic text',
    { text: 'hi' },
    ['connections.roomOf', 'log.before seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['what is malformed, with a room', { ...page, before: 0 }, [admitted, 'sockets.post']],
  ['what is malformed', 'x', ['connections.roomOf', admitted, 'sockets.post']],
] as const) {
  test(`${what}: ${ticks.join(', ')}`, async () => assert.deepEqual(await aScene().send('ada', frame), ticks));
}

test('a roster is posted to 64 at a time', async () => {
  const scene = new Scene();
  for (let i = 0; i < 150; i++) scene.sit(`c${i}`);
  const [, , , ...posts] = await scene.send('c7', say(1));
  assert.deepEqual(posts, ['sockets.post ×64', 'sockets.post ×64', 'sockets.post ×22']);
});

const ticket = { jti: 'j', sub: 'user-fay', name: 'fay', room, origin: 'https://a.example' };
const door = ['tickets.use', 'connections.add', 'seats.take'];

test(`entering: ${door.join(', ')}`, async () => {
  const scene = aScene();
  const entering = { ticket, origin: ticket.origin, version: 1 };
  assert.deepEqual(await scene.ticks.during(() => enter(scene.world, 'fay', entering)), door);
  const classic = { ...entering, ticket: { ...ticket, jti: 'k' }, version: 0 };
  const calls = await scene.ticks.during(() => enter(scene.world, 'gus', classic));
  assert.deepEqual(calls, [...door, 'seats.inRoom', 'sockets.post ×6'], 'a classic client says no hello');
});

const leaving = ['connections.roomOf', 'seats.remove', 'connections.remove', 'seats.inRoom', 'sockets.post ×4'];

test(`leaving: ${leaving.join(', ')}`, async () => {
  const scene = aScene();
  assert.deepEqual(await scene.ticks.during(() => leave(scene.world, 'ada')), leaving);
  assert.deepEqual(await scene.ticks.during(() => leave(scene.world, 'ada')), ['connections.roomOf'], 'again');
});
