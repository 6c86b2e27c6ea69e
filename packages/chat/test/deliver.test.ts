import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { receive } from '../src/index.ts';
import { room, sayFrame, Scene } from '../testing/scene.ts';

/** A post to a socket that does not read ends as failed after this time. */
const patienceMs = 2_000;

/**
 * A room of many people, where some sockets do not read. The clock goes on when all posts that are under way wait for
 * such sockets.
 */
function aRoom(people: number, isDeaf: (connection: string) => boolean) {
  const scene = new Scene();
  const { memory } = scene;
  for (let i = 0; i < people; i++) scene.sit(`c${i}`);
  const deadline = memory.now + 10_000;
  let waiting: (() => void)[] = [];
  let most = 0;
  const tried: string[] = [];
  const ports = { ...memory.ports(), deadline, random: Math.random };
  ports.sockets.post = async (connection) => {
    tried.push(connection);
    if (!isDeaf(connection)) return 'delivered';
    await new Promise<void>((resolve) => waiting.push(resolve));
    return 'failed';
  };
  const say = async () => {
    let isDone = false;
    const saying = receive(ports, 'c0', JSON.stringify(sayFrame(memory.rows(room).length))).finally(
      () => (isDone = true),
    );
    for (;;) {
      await setImmediate();
      if (isDone) break;
      most = Math.max(most, waiting.length);
      memory.now += patienceMs;
      const late = waiting;
      waiting = [];
      for (const end of late) end();
    }
    await saying;
    return { tried, most: () => most, ms: memory.now - (deadline - 10_000), left: memory.unposted };
  };
  return { say, memory };
}

test('the sender is the first, and the others come in a new order each time', async () => {
  const orders = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const { tried } = await aRoom(30, () => false).say();
    assert.equal(tried[0], 'c0');
    assert.equal(new Set(tried).size, 30);
    orders.add(tried.join());
  }
  assert.equal(orders.size, 20);
});

test('a post that fails gets one more chance, after everybody had their first', async () => {
  const { tried } = await aRoom(300, (connection) => connection === 'c7').say();
  assert.equal(tried.length, 301);
  assert.equal(tried.at(-1), 'c7');
  assert.equal(new Set(tried.slice(0, -1)).size, 300);
});

test('500 sockets that do not read hold an event until its deadline, and not beyond one more post', async () => {
  const { tried, most, ms, left } = await aRoom(500, (connection) => connection !== 'c0').say();
  assert.equal(most(), 128);
  assert.equal(ms, 10_000);
  assert.equal(new Set(tried).size, 500, 'everybody was tried once');
  // 499 posts fail, of which 128 at once can be tried again in the last two seconds.
  assert.ok(left > 300 && left < 499, `${left} posts were left`);
});

test('whoever is left out in a room full of deaf sockets is somebody else each time', async () => {
  // With a patience of two seconds, 640 posts are made in ten. So 860 of 1500 people are left out of each message.
  const heard = new Map<string, number>();
  const rounds = 40;
  for (let i = 0; i < rounds; i++) {
    const { tried } = await aRoom(1_500, (connection) => !connection.endsWith('7')).say();
    for (const connection of new Set(tried)) heard.set(connection, (heard.get(connection) ?? 0) + 1);
  }
  const listeners = Array.from({ length: 149 }, (_, i) => heard.get(`c${i + 1}7`) ?? 0);
  assert.ok(Math.min(...listeners) > 0, 'nobody is left out of all messages');
  assert.ok(Math.max(...listeners) < rounds, 'nobody is in all of them');
});
