import assert from 'node:assert/strict';
import { test } from 'node:test';
import { erase, receive } from '../src/index.ts';
import { assertExplored, explore } from '../testing/explore.ts';
import { assertRoom } from '../testing/proof.ts';
import { id, logId, removeFrame, room, sayFrame, Scene, seatOf } from '../testing/scene.ts';
import { Actor, Scheduler } from '../testing/scheduler.ts';
import type { Choose } from '../testing/explore.ts';

const textsOf = ({ memory }: Scene) => memory.rows(room).map(({ text }) => text);
const textOf = (n: number) => `number ${n}`;

/** Ada and bob, and three messages of ada's. */
function aScene(): Scene {
  const scene = new Scene();
  scene.write(3, { user: 'user-ada', name: 'ada' });
  for (const name of ['ada', 'bob']) scene.sit(name);
  return scene;
}

test('a removed message keeps its place, and everybody but classic clients hears of it in a row of its own', async () => {
  const scene = aScene();
  scene.sit('a classic client', { version: 0 });
  await scene.send('ada', removeFrame(1, 2, { after: 3 }));
  assert.deepEqual(textsOf(scene), [textOf(1), '', textOf(3), '']);
  const row = { log: logId, seq: 4, id: id(1), user: 'user-ada', name: 'ada', text: '', removes: 2 };
  assert.deepEqual(scene.memory.rows(room).at(-1), { ...row, at: scene.memory.now });
  for (const name of ['ada', 'bob'])
    assert.deepEqual(scene.memory.sentTo(name), [{ type: 'said', room, ...row, at: scene.memory.now }]);
  assert.deepEqual(scene.heard('a classic client'), []);
});

test('a removal that is sent again is in the log once, and answered again', async () => {
  const scene = aScene();
  await scene.send('ada', removeFrame(1, 2));
  const rows = scene.memory.rows(room);
  await scene.send('ada', removeFrame(1, 2));
  assert.deepEqual(scene.memory.rows(room), rows);
  assert.deepEqual(scene.heard('bob'), ['said', 'said']);
});

test('a say that is sent again after its removal finds its row, and does not bring the text back', async () => {
  const scene = aScene();
  await scene.send('ada', sayFrame(1, { log: logId, after: 3 }));
  await scene.send('ada', removeFrame(2, 4));
  await scene.send('ada', sayFrame(1, { log: logId, after: 3 }));
  assert.deepEqual(textsOf(scene).slice(3), ['', '']);
  assert.deepEqual(
    scene.memory.sentTo('bob').map((said) => said.type === 'said' && [said.seq, said.text]),
    [
      [4, 'text 1'],
      [5, ''],
      [4, ''],
    ],
  );
});

test('a removal of another person’s message, or of a removal, is refused and changes nothing', async () => {
  const scene = aScene();
  await scene.send('ada', removeFrame(1, 3));
  const rows = scene.memory.rows(room);
  for (const [name, seq] of [
    ['bob', 1],
    ['bob', 3],
    ['ada', 4],
  ] as const) {
    const answer = await scene.answer(name, removeFrame(2, seq));
    assert.ok(answer?.type === 'refused');
    assert.deepEqual([answer.code, answer.of, answer.id], ['not-yours', 'remove', id(2)]);
  }
  assert.deepEqual(scene.memory.rows(room), rows);
});

test('a removal of a row of another log, or of none, is refused as of a new log and changes nothing', async () => {
  const scene = aScene();
  const rows = scene.memory.rows(room);
  for (const frame of [removeFrame(1, 2, { log: id(9) }), removeFrame(1, 4), removeFrame(1, 2, { after: 9 })]) {
    const answer = await scene.answer('ada', frame);
    assert.equal(answer?.type === 'refused' && answer.code, 'new-log');
    scene.memory.now += 1_000;
  }
  assert.deepEqual(scene.memory.rows(room), rows);
});

test('the operator removes a message in the name of its author', async () => {
  const scene = aScene();
  const ports = scene.memory.ports();
  assert.equal(await erase(ports, room, 2), true);
  assert.deepEqual(textsOf(scene), [textOf(1), '', textOf(3), '']);
  const [said] = scene.memory.sentTo('bob');
  assert.ok(said?.type === 'said');
  assert.deepEqual([said.seq, said.removes, said.user, said.text], [4, 2, 'user-ada', '']);
  for (const seq of [4, 5]) assert.equal(await erase(ports, room, seq), false);
  assert.equal(scene.memory.rows(room).length, 4);
});

/** Frames of ada's in a room with one message of hers, each in its own invocation, all at once. One of them may die. */
function together(frames: readonly object[], choose: Choose): Promise<boolean> {
  const scheduler = new Scheduler();
  const { memory } = scheduler;
  scheduler.faults = 1;
  for (const name of ['ada', 'bob']) memory.seats.set(`${room} ${name}`, seatOf(room, name));
  const row = { log: logId, seq: 1, id: id(1), user: 'user-ada', name: 'ada', text: 'text 1', at: memory.now };
  memory.logs.set(room, [row]);
  const actors = frames.map((frame, i) => {
    const actor = new Actor(`call ${i}`, () => {});
    scheduler.begin(actor, (ports) => receive(ports, 'ada', JSON.stringify(frame)), { tornReads: true });
    return actor;
  });
  return scheduler.play(choose, () => {
    assertRoom(memory);
    const [message, ...others] = memory.rows(room);
    const removals = others.filter(({ removes }) => removes === 1);
    if (!actors[0]?.isDead) assert.equal(removals.filter((it) => it.id === id(2)).length, 1);
    if (removals.length > 0) assert.equal(message?.text, '', 'the text is gone before the removal is in the log');
    if (!actors[0]?.isDead)
      assert.ok(memory.sentTo('bob').some((frame) => frame.type === 'said' && frame.removes === 1));
  });
}

const remove = removeFrame(2, 1);
for (const [what, frames, about] of [
  ['two attempts of a removal', [remove, remove], 200_000],
  ['a removal and a late attempt of its message', [remove, sayFrame(1)], 5_000],
  ['a removal and another message', [remove, sayFrame(3, { log: logId, after: 1 })], 15_000],
] as const) {
  test(`every schedule of ${what}, and one may die`, async (t) => {
    assertExplored(t, await explore((choose) => together(frames, choose)), about);
  });
}
