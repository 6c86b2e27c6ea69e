import assert from 'node:assert/strict';
import { test } from 'node:test';
import { block, enter, refusalAtDoor } from '../src/index.ts';
import { assertExplored, explore } from '../testing/explore.ts';
import { room, Scene } from '../testing/scene.ts';
import { Actor, Scheduler } from '../testing/scheduler.ts';
import type { Blockable } from '../src/index.ts';
import type { Choose } from '../testing/explore.ts';
import type { Memory } from '../testing/memory.ts';

const ticket = { jti: 'j', sub: 'user-ada', name: 'ada', room, origin: 'https://a.example' };
const entering = { ticket, origin: ticket.origin, version: 1, address: 'home' };
const everySeat = async ({ memory }: { memory: Memory }) => [...memory.seats.values()];

const cases: [Blockable, string, string[]][] = [
  [{ kind: 'user', value: 'user-ada' }, 'blocked', ['ada', 'ada elsewhere']],
  [{ kind: 'ip', value: 'home' }, 'blocked', ['ada', 'bob']],
  [{ kind: 'room', value: room }, 'room-blocked', ['ada', 'bob', 'cy']],
];
for (const [who, refusal, closed] of cases) {
  test(`a block of a ${who.kind} closes its sockets, tells the room, and keeps it out until the block ends`, async () => {
    const scene = new Scene();
    const { memory } = scene;
    scene.sit('ada');
    scene.sit('ada elsewhere', { user: 'user-ada', room: 'elsewhere', address: 'work' });
    scene.sit('bob');
    scene.sit('cy', { address: 'work' });
    const ports = memory.ports();
    assert.equal(await block(ports, () => everySeat(scene), who, memory.now + 1_000), closed.length);
    assert.deepEqual([...memory.closed], closed);
    assert.deepEqual(
      [...memory.seats.values()].filter(({ connection }) => closed.includes(connection)),
      [],
    );
    const told = memory.sentTo('cy').map((frame) => (frame.type === 'departed' ? frame.user : ''));
    if (who.kind !== 'room')
      assert.deepEqual([...new Set(told)], who.kind === 'ip' ? ['user-ada', 'user-bob'] : ['user-ada']);

    const visitor = { room, user: 'user-ada', address: 'home' };
    assert.equal(await refusalAtDoor(ports, visitor), refusal);
    assert.equal(await enter(ports, 'again', entering), refusal);
    assert.deepEqual([memory.seats.has(`${room} again`), memory.connections.has('again')], [false, false]);
    memory.now += 1_000;
    assert.equal(await refusalAtDoor(ports, visitor), undefined);
    assert.equal(await enter(ports, 'later', { ...entering, ticket: { ...ticket, jti: 'k' } }), 'ok');
  });
}

test('a block of the person counts more than a block of the room, and that more than a full room', async () => {
  const scene = new Scene();
  const ports = scene.memory.ports();
  const visitor = { room, user: 'user-ada', address: 'home' };
  for (let i = 0; i < 500; i++) scene.sit(`c${i}`, { address: `a${i}` });
  assert.equal(await refusalAtDoor(ports, visitor), 'room-full');
  await ports.blocks.add({ kind: 'room', value: room });
  assert.equal(await refusalAtDoor(ports, visitor), 'room-blocked');
  await ports.blocks.add({ kind: 'ip', value: 'home' });
  assert.equal(await refusalAtDoor(ports, visitor), 'blocked');
});

test('if the blocks cannot be read, nobody gets in, and no seat stays behind', async () => {
  for (const failing of [1, 4]) {
    const scene = new Scene();
    let reads = 0;
    const ports = scene.memory.ports({
      before: async (call) => {
        if (call === 'blocks.isBlocked' && ++reads === failing) throw new Error('throttled');
      },
    });
    await assert.rejects(enter(ports, 'ada', entering), /throttled/);
    assert.deepEqual([scene.memory.seats.size, scene.memory.connections.size], [0, 0]);
  }
});

test('somebody who is blocked makes no place in a full room', async () => {
  const scene = new Scene();
  for (let i = 0; i < 500; i++) scene.sit(`c${i}`, { lease: 0, address: `a${i}` });
  const ports = scene.memory.ports();
  await ports.blocks.add({ kind: 'user', value: ticket.sub });
  assert.equal(await enter(ports, 'ada', entering), 'blocked');
  assert.equal(scene.memory.closed.size, 0);
});

/** A person arrives while the operator blocks them. */
function arrivalAndBlock(choose: Choose): Promise<boolean> {
  const scheduler = new Scheduler();
  const { memory } = scheduler;
  const operator = new Actor('the operator');
  const outcome = { arrival: '' };
  scheduler.begin(new Actor('ada'), async (ports) => (outcome.arrival = await enter(ports, 'ada', entering)), {
    free: [],
  });
  const everySeat = async () => {
    await scheduler.step(operator, 'seats.everywhere');
    return [...memory.seats.values()];
  };
  scheduler.begin(operator, (ports) => block(ports, everySeat, { kind: 'user', value: ticket.sub }), { free: [] });
  return scheduler.play(choose, () => {
    const isOut = outcome.arrival === 'blocked' || memory.closed.has('ada');
    assert.ok(isOut, `the arrival ended as ${outcome.arrival}, and its socket stays open`);
    assert.equal(memory.seats.size, 0);
  });
}

test('every schedule of an arrival and a block: the person is out', async (t) => {
  assertExplored(t, await explore(arrivalAndBlock), 380_000);
});
