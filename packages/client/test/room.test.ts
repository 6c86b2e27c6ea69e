import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Room } from '../src/room.ts';
import { logA, room as name, rows, you } from '../testing/sample-log.ts';
import { gatewayError, ScriptedServer } from '../testing/scripted-server.ts';
import type { ServerFrame } from '@arc-chat/protocol';
import type { Platform } from '../src/ports.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  mock.method(Math, 'random', () => 0);
});

/** Time passes, and what follows from it happens. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed <= ms; passed += 100) {
    await setImmediate();
    if (passed < ms) mock.timers.tick(Math.min(100, ms - passed));
  }
}

async function enter(server: ScriptedServer, platform: Partial<Platform> = {}): Promise<Room> {
  const room = new Room(name, server.platform(platform));
  room.open();
  await pass(0);
  return room;
}

const texts = (server: ScriptedServer) => server.said.map(({ text }) => text);

test('what is said is sent, and gone from the outbox once it is heard', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  await room.say('Hello.');
  await pass(200);
  assert.deepEqual(texts(server), ['Hello.']);
  assert.deepEqual(room.state.outbox, []);
  assert.deepEqual(
    room.state.messages.map(({ text }) => text),
    ['Hello.'],
  );
  room.close();
});

for (const call of ['all', 'update', 'remove'] as const) {
  test(`a storage whose ${call} fails for once holds a message up, and loses nothing`, async () => {
    const server = new ScriptedServer();
    const room = await enter(server);
    mock.method(server.outbox, call, () => Promise.reject(new Error('the disk is full')), { times: 1 });
    await room.say('Hello.');
    await pass(1_000);
    assert.equal(new Set(server.said.map(({ id }) => id)).size, 1);
    assert.deepEqual(await server.outbox.all(name), []);
    assert.deepEqual(room.state.outbox, []);
    room.close();
  });
}

test('while a storage fails nothing is sent, and what was written stays in sight', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  const update = mock.method(server.outbox, 'update', async () => Promise.reject(new Error('the disk is full')));
  await room.say('Hello.');
  await pass(60_000);
  assert.deepEqual(texts(server), []);
  assert.deepEqual(
    room.state.outbox.map(({ text }) => text),
    ['Hello.'],
  );
  room.close();
  const asked = update.mock.callCount();
  await pass(60_000);
  assert.equal(update.mock.callCount(), asked);
});

const refused = (of: string, code: 'internal' | 'busy' | 'not-seated'): ServerFrame => ({
  type: 'refused',
  of,
  code,
  text: 'No.',
});

for (const [what, answer] of [
  ['a refusal', refused('hello', 'busy')],
  ['API Gateway’s own error, which names nothing,', gatewayError],
] as const) {
  test(`${what} on a hello means another socket, after a moment`, async () => {
    const server = new ScriptedServer();
    server.answer = () => answer;
    const room = await enter(server);
    assert.equal(room.state.status.type, 'waiting');
    server.answer = (frame) => server.usual(frame);
    await pass(500);
    assert.equal(room.state.status.type, 'live');
    assert.equal(server.sockets, 2);
    room.close();
  });

  test(`${what} on a question is no reason to lose the socket: it is asked again`, async () => {
    const server = new ScriptedServer();
    const newest = rows(51, 100);
    server.answer = (frame) => {
      if (frame.type === 'hello')
        return {
          type: 'welcome',
          room: name,
          you,
          log: logA,
          seq: 100,
          messages: newest,
          more: true,
          at: 0,
          people: [],
        };
      return answer === gatewayError ? gatewayError : refused('page', 'busy');
    };
    const room = await enter(server);
    const first = room.older();
    await pass(1_000);
    await first;
    server.answer = () => ({
      type: 'page',
      room: name,
      before: 51,
      log: logA,
      seq: 100,
      messages: rows(1, 50),
      more: false,
    });
    void room.older();
    await pass(200);
    assert.equal(room.state.messages.length, 100);
    await pass(20_000);
    assert.equal(server.sockets, 1);
    room.close();
  });
}

test('a socket that is welcomed and then of no use is given up less and less often', async () => {
  mock.method(Math, 'random', () => 0.999);
  const server = new ScriptedServer();
  server.answer = (frame) => (frame.type === 'say' ? refused('say', 'not-seated') : server.usual(frame));
  const room = await enter(server);
  await room.say('Hello.');
  await pass(60_000);
  // 1, 2, 4, 8, 16 and 30 seconds apart; once a second would be sixty.
  assert.ok(server.sockets <= 7, `${server.sockets} sockets`);
  room.close();
});

test('a socket that lasted a while is followed by another one soon', async () => {
  mock.method(Math, 'random', () => 0.999);
  const server = new ScriptedServer();
  const room = await enter(server);
  for (let i = 0; i < 5; i++) {
    await pass(20_000);
    server.close();
  }
  await pass(1_000);
  assert.equal(room.state.status.type, 'live');
  room.close();
});

test('without a ticket it comes back later, or not at all where only a new page helps, and keeps what was written', async () => {
  const server = new ScriptedServer();
  server.ticket = () => 'later';
  const room = await enter(server);
  assert.equal(room.state.status.type, 'waiting');
  await room.say('Hello.');
  server.ticket = () => 'reload';
  await pass(500);
  assert.deepEqual(room.state.status, { type: 'stopped', reason: 'reload' });
  await pass(60_000);
  assert.equal(server.tickets, 2);
  assert.deepEqual(
    room.state.outbox.map(({ text }) => text),
    ['Hello.'],
  );
  room.close();
});

test('a heartbeat comes every four minutes, and what does not answer it is dead', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  await pass(4 * 60_000 + 200);
  assert.equal(server.heard.filter(({ type }) => type === 'page').length, 1);
  server.answer = (frame) => (frame.type === 'page' ? undefined : server.usual(frame));
  room.wake();
  await pass(10_000);
  assert.equal(room.state.status.type, 'waiting');
  room.close();
});

test('a room that was closed stays closed, and leaves no timer', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  await room.say('Hello.');
  room.type();
  room.close();
  room.rename('Bob');
  room.wake();
  await pass(10 * 60_000);
  assert.deepEqual(room.state.status, { type: 'stopped', reason: 'closed' });
  assert.equal(server.tickets, 1);
});
