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

/** Moves the clock ahead in short steps. After each step, the code that was waiting can set its next timer. */
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

test('a message is sent, and leaves the outbox with its acknowledgement', async () => {
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
  test(`if outbox.${call} fails once, a message is late but not lost`, async () => {
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

test('while the storage fails, nothing is sent, and a message stays visible until the room is closed', async () => {
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
  ['API Gateway’s own error (it names no frame)', gatewayError],
] as const) {
  test(`${what} in answer to a hello makes the client open another socket after a moment`, async () => {
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

  test(`${what} in answer to a page leaves the socket open, and the client can ask again`, async () => {
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
    await pass(300);
    void room.older();
    await pass(100);
    assert.equal(server.heard.filter(({ type }) => type === 'page').length, 1, 'no second page within half a second');
    await pass(600);
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

test('a client that loses every socket soon after its welcome reconnects less and less often', async () => {
  mock.method(Math, 'random', () => 0.999);
  const server = new ScriptedServer();
  server.answer = (frame) => (frame.type === 'say' ? refused('say', 'not-seated') : server.usual(frame));
  const room = await enter(server);
  await room.say('Hello.');
  await pass(60_000);
  // The sockets are 1, 2, 4, 8, 16 and 30 seconds apart. One each second would be 60.
  assert.ok(server.sockets <= 7, `${server.sockets} sockets`);
  room.close();
});

test('after the loss of a socket that lasted, the client reconnects soon', async () => {
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

test('a client without a ticket tries again, or stops if only a reload helps, and keeps its messages', async () => {
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

test('a heartbeat is sent every four minutes, and a socket without an answer to it is given up', async () => {
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

test('a closed room stays closed, and leaves no timer', async () => {
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
