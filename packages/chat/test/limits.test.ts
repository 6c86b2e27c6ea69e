import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receive } from '../src/index.ts';
import { id, room, sayFrame, Scene } from '../testing/scene.ts';
import type { ServerFrame } from '@arc-chat/protocol';

function aScene(): Scene {
  const scene = new Scene();
  scene.sit('ada');
  scene.sit('bob');
  return scene;
}

const codes = (frames: ServerFrame[]) => frames.map((frame) => (frame.type === 'refused' ? frame.code : frame.type));
const typing = { type: 'typing', room };

const times = (count: number, frame: unknown) => Array.from({ length: count }, () => frame);

/** Sends all of these at once. */
const burst = (scene: Scene, connection: string, frames: unknown[]) =>
  scene.ticks.during(() => Promise.all(frames.map((frame) => receive(scene.ports, connection, JSON.stringify(frame)))));

/** Sets the budget of ada's seat to be spent for so many milliseconds. */
const spend = ({ memory }: Scene, ms: number) => {
  const seat = memory.seats.get(`${room} ada`);
  if (seat) memory.seats.set(`${room} ada`, { ...seat, spentUntil: memory.now + ms });
};

test('eleven says at once pass; the next is refused with slow-down and the time to wait, and costs as much', async () => {
  const scene = aScene();
  for (let i = 0; i < 11; i++) assert.equal((await scene.answer('ada', sayFrame(i)))?.type, 'said');
  const refused = await scene.answer('ada', sayFrame(11));
  assert.deepEqual(refused, {
    type: 'refused',
    room,
    of: 'say',
    id: id(11),
    code: 'slow-down',
    text: 'Too many messages in a short time. Wait a moment.',
    retryAfterMs: 400,
  });
  assert.equal(scene.memory.rows(room).length, 11);
  scene.memory.now += 400;
  assert.equal((await scene.answer('ada', sayFrame(11)))?.type, 'said');
  assert.equal((await scene.answer('ada', sayFrame(12)))?.type, 'refused', 'one more say is free, not eleven');
  assert.equal((await scene.answer('bob', sayFrame(13)))?.type, 'said', 'each seat has its own budget');
});

test('a frame costs as much as its type says, refused or not', async () => {
  for (const [frame, cost] of [
    [sayFrame(1), 200],
    [{ type: 'hello', room }, 200],
    [{ type: 'page', room, before: 1 }, 200],
    [{ text: 'x' }, 200],
    [typing, 400],
    ['nonsense', 80],
    [{ type: 'say', room }, 80],
  ] as const) {
    const scene = aScene();
    const spent = () => (scene.memory.seats.get(`${room} ada`)?.spentUntil ?? 0) - scene.memory.now;
    await scene.send('ada', frame);
    assert.equal(spent(), cost, JSON.stringify(frame));
    await scene.send('ada', frame);
    assert.equal(spent(), 2 * cost);
    spend(scene, 2_001);
    await scene.send('ada', frame);
    assert.equal(codes(scene.memory.sentTo('ada')).at(-1), 'slow-down');
    assert.equal(spent(), 2_001 + cost);
  }
});

test('eleven of 30 concurrent says pass', async () => {
  const scene = aScene();
  await burst(
    scene,
    'ada',
    Array.from({ length: 30 }, (_, i) => sayFrame(i, { id: id(7) })),
  );
  assert.equal(codes(scene.memory.sentTo('ada')).filter((code) => code === 'slow-down').length, 19);
  assert.equal(scene.memory.rows(room).length, 1);
});

test('a frame of a seat that is ten seconds ahead is a flood: one refusal, and the socket is closed', async () => {
  for (const frame of [typing, { type: 'page', room, before: 1 }, { text: 'x' }, 'nonsense', { type: 'say', room }]) {
    const scene = aScene();
    spend(scene, 9_999);
    await scene.send('ada', frame);
    assert.equal(scene.memory.closed.size, 0);
    await burst(scene, 'ada', times(20, frame));
    const floods = codes(scene.memory.sentTo('ada')).filter((code) => code === 'flood');
    assert.equal(floods.length, 1, JSON.stringify(frame));
    assert.deepEqual([...scene.memory.closed], ['ada']);
    assert.deepEqual(
      scene.memory.inRoom(room).map(({ connection }) => connection),
      ['bob'],
    );
    assert.deepEqual(
      codes(scene.memory.sentTo('bob')).filter((code) => code === 'departed'),
      ['departed'],
    );
    assert.deepEqual(scene.memory.reported, []);
  }
});

test('a frame for a room where its socket has no seat is refused, and the socket is closed', async () => {
  for (const [connection, frame, about] of [
    ['ada', { type: 'hello', room: 'elsewhere' }, { room: 'elsewhere', of: 'hello' }],
    ['ada', sayFrame(1, { room: 'elsewhere' }), { room: 'elsewhere', of: 'say', id: id(1) }],
    ['ada', { type: 'page', room: 'elsewhere', before: 0 }, { room: 'elsewhere', of: 'page' }],
    ['nobody', { type: 'hello', room }, { room, of: 'hello' }],
    ['nobody', { text: 'x' }, {}],
    ['nobody', 'nonsense', {}],
    ['nobody', { type: 'say', room: '?', id: id(1) }, { of: 'say', id: id(1) }],
  ] as const) {
    const scene = aScene();
    const answer = await scene.answer(connection, frame);
    const text = 'This socket has no seat in this room. Open another one.';
    assert.deepEqual(answer, { type: 'refused', ...about, code: 'not-seated', text });
    assert.deepEqual([...scene.memory.closed], [connection]);
    assert.deepEqual(scene.heard('bob'), []);
    assert.equal(scene.memory.logs.size, 0);
    assert.equal(scene.memory.inRoom(room).length, 2, 'the refusal removes no seat');
    assert.deepEqual(scene.memory.reported, []);
  }
});

const calls = [
  ...['seats.renew', 'seats.overdraw', 'log.from', 'log.put', 'log.before', 'seats.inRoom'],
  ...['connections.roomOf', 'seats.find', 'seats.remove'],
];
const frames = [sayFrame(1), { type: 'hello', room }, { type: 'page', room, before: 9 }, typing, { text: 'x' }, 'x'];
for (const call of calls) {
  test(`if ${call} fails, the sender gets an internal error without details`, async () => {
    let failures = 0;
    for (const frame of frames) {
      for (const sender of ['ada', 'nobody']) {
        const scene = aScene();
        scene.memory.gone.add('bob');
        if (call === 'seats.overdraw') spend(scene, 1);
        const error = new Error('secret: /var/task/index.mjs');
        let failed = false;
        const ports = scene.memory.ports({
          before: async (name) => {
            if (name !== call) return;
            failed = true;
            throw error;
          },
        });
        await receive(ports, sender, JSON.stringify(frame));
        for (const { data } of scene.memory.posts) assert.ok(!/secret|var|index/.test(data), data);
        assert.deepEqual(scene.memory.reported, failed ? [error] : []);
        const refused = scene.memory.sentTo(sender).find((it) => it.type === 'refused' && it.code === 'internal');
        assert.equal(
          refused?.type === 'refused' ? refused.text : undefined,
          failed ? 'Something went wrong on our side. Try again.' : undefined,
        );
        if (failed) failures++;
      }
    }
    assert.ok(failures > 0, 'at least one frame makes this call');
  });
}
