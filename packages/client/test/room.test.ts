import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Room } from '../src/room.ts';
import { gatewayError, logA, logB, room as name, row, rows, you } from '../testing/sample-log.ts';
import { ScriptedServer } from '../testing/scripted-server.ts';
import type { Message, ServerFrame } from '@arc-chat/protocol';
import type { Platform, Ticketed } from '../src/ports.ts';

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

async function enter(server: ScriptedServer, platform: Partial<Platform> = {}, onChange = () => {}): Promise<Room> {
  const room = new Room(name, server.platform(platform), onChange);
  room.open();
  await pass(0);
  return room;
}

const pages = (server: ScriptedServer) => server.heard.filter(({ type }) => type === 'page').length;
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

test('a message is sent without control characters, and a text that shows nothing is not sent', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  await room.say('\u001b[1mOne\u001b[0m\r\nTwo\r');
  await room.say('\u0007\u200b \u3164');
  await pass(200);
  assert.deepEqual(texts(server), ['[1mOne[0m\nTwo\n']);
  assert.deepEqual(await server.outbox.all(name), []);
  room.close();
});

test('a message waits for the answer to the one before, also without a lock', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  server.answer = () => undefined;
  await Promise.all([room.say('One.'), room.say('Two.')]);
  await pass(1_000);
  assert.deepEqual(texts(server), ['One.']);
  room.close();
});

for (const [call, nth] of [
  ['all', 0],
  ['update', 0],
  ['update', 1],
] as const) {
  test(`if call ${nth} of outbox.${call} fails, a message is late but not lost`, async () => {
    const server = new ScriptedServer();
    const room = await enter(server);
    const { mock: calls } = mock.method(server.outbox, call);
    calls.mockImplementationOnce(() => Promise.reject(new Error('the disk is full')), nth);
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

const welcome = (
  messages: Message[],
  { log = logA, seq = messages.length, more = false, after = undefined as number | undefined } = {},
): ServerFrame => ({
  type: 'welcome',
  ...{ room: name, after, you, log, seq, messages, more, at: 0, people: [] },
});

/** The answer to a question about the rows above `after`, from a server with a new log. */
const pageOfNewLog = (after: number): ServerFrame => ({
  type: 'page',
  ...{ room: name, after, log: logB, seq: 1, messages: [], more: false, at: 0, people: [] },
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

  test(`${what} in answer to a page leaves the socket open, and the client asks again after a moment`, async () => {
    const server = new ScriptedServer();
    server.answer = (frame) => {
      if (frame.type === 'hello') return welcome(rows(51, 100), { seq: 100, more: true });
      return answer === gatewayError ? gatewayError : refused('page', 'busy');
    };
    const room = await enter(server);
    const older = room.older();
    await pass(400);
    assert.equal(pages(server), 1, 'no second page within half a second');
    server.answer = () => ({
      type: 'page',
      room: name,
      before: 51,
      log: logA,
      seq: 100,
      messages: rows(1, 50),
      more: false,
    });
    await pass(200);
    await older;
    assert.equal(room.state.messages.length, 100);
    assert.equal(pages(server), 2);
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
  await pass(3 * 4 * 60_000 + 200);
  assert.equal(pages(server), 3);
  server.answer = (frame) => (frame.type === 'page' ? undefined : server.usual(frame));
  await pass(4 * 60_000 + 10_000);
  assert.equal(room.state.status.type, 'waiting');
  room.close();
});

test('a full room says so while it waits, and is entered when there is a place', async () => {
  const server = new ScriptedServer();
  server.ticket = () => 'room-full';
  const room = await enter(server);
  const isFull = ({ state: { status } }: Room) => status.type === 'waiting' && status.refusal === 'room-full';
  assert.equal(isFull(room), true);
  server.ticket = () => ({ url: 'ws://chat.example/?ticket=t' });
  await pass(500);
  assert.equal(room.state.status.type, 'live');
  server.close();
  assert.deepEqual([room.state.status.type, isFull(room)], ['waiting', false]);
  room.close();
});

test('a crowd is not told of typing', async () => {
  for (const people of [[you], undefined]) {
    const server = new ScriptedServer();
    server.answer = (frame) => {
      const answer = server.usual(frame);
      return answer?.type === 'welcome' ? { ...answer, people } : answer;
    };
    const room = await enter(server);
    await pass(2_000);
    room.type();
    assert.equal(server.heard.filter(({ type }) => type === 'typing').length, people ? 1 : 0);
    room.close();
  }
});

test('the answer to an earlier hello does not count', async () => {
  const server = new ScriptedServer();
  server.answer = () => welcome(rows(1, 2));
  const room = await enter(server);
  server.close();
  server.answer = () => undefined;
  await pass(1_000);
  const { status } = room.state;
  assert.equal(status.type, 'connecting');
  server.post(welcome(rows(3, 3), { seq: 3, after: 1 }));
  assert.equal(room.state.status.type, 'connecting');
  server.post(welcome(rows(3, 3), { seq: 3, after: 2 }));
  assert.equal(room.state.status.type, 'live');
  assert.deepEqual(
    room.state.messages.map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.equal(room.state.restarts, 0);
  room.close();
});

test('a client asks for rows that the server does not have less and less often', async () => {
  mock.method(Math, 'random', () => 0.999);
  const server = new ScriptedServer();
  server.answer = (frame) => {
    if (frame.type === 'hello') return welcome(rows(1, 2), { seq: 3 });
    return { type: 'page', room: name, after: 2, log: logA, seq: 2, messages: [], more: false, at: 0, people: [] };
  };
  const room = await enter(server);
  await pass(60_000);
  // The questions are 1, 2, 4, 8, 16 and 30 seconds apart. One each second would be 60.
  assert.ok(pages(server) >= 4 && pages(server) <= 7, `${pages(server)} questions`);
  assert.equal(server.sockets, 1);
  room.close();
});

test('a message whose floor cannot be moved is not asked about for ever: once discarded, the next is sent', async () => {
  const server = new ScriptedServer();
  server.answer = (frame) => {
    if (frame.type === 'page') return refused('page', 'internal');
    if (frame.type === 'say' && frame.text === 'Stuck.')
      return { ...refused('say', 'busy'), code: 'resync' as const, id: frame.id };
    return server.usual(frame);
  };
  const room = await enter(server);
  await room.say('Stuck.');
  await room.say('Next.');
  await pass(3_000);
  const [stuck] = room.state.outbox;
  assert.ok(stuck);
  await room.discard(stuck);
  await pass(10_000);
  assert.ok(texts(server).includes('Next.'));
  room.close();
});

test('a message that was taken back is being removed as soon as its row is seen', async () => {
  const server = new ScriptedServer();
  server.answer = (frame) => (frame.type === 'say' ? undefined : server.usual(frame));
  const room = await enter(server);
  await room.say('Secret.');
  await pass(100);
  const [entry] = room.state.outbox;
  assert.ok(entry);
  await room.discard(entry);
  await pass(100);
  assert.deepEqual([room.state.outbox, room.state.unsent], [[], 1]);
  const { id, text } = entry;
  server.post({ type: 'said', room: name, log: logA, seq: 1, id, ...you, text, at: 0 });
  assert.deepEqual([...room.state.removing.keys()], [1]);
  await pass(100);
  assert.deepEqual([...room.state.removing.keys()], [1]);
  room.close();
});

test('after a restart, a message of the earlier log removes nothing', async () => {
  const server = new ScriptedServer();
  server.answer = () => welcome(rows(1, 2), { seq: 2 });
  const room = await enter(server);
  const [, old] = room.state.messages;
  assert.ok(old);
  server.answer = () => welcome(rows(1, 2, logB), { log: logB, seq: 2 });
  server.close();
  await pass(1_000);
  assert.equal(room.state.log, logB);
  await room.remove(old);
  assert.deepEqual(await server.outbox.all(name), []);
  room.close();
});

test('a closed room stays closed', async () => {
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

test('a closed room leaves no timer, so that a bot can end', async () => {
  mock.timers.reset();
  const timers = () => process.getActiveResourcesInfo().filter((it) => it === 'Timeout').length;
  const before = timers();
  const server = new ScriptedServer();
  const room = new Room(name, server.platform());
  room.open();
  while (room.state.status.type !== 'live') await setImmediate();
  server.answer = () => undefined;
  void room.older();
  await room.say('Hello.');
  while (server.said.length === 0) await setImmediate();
  room.type();
  server.post({ type: 'typing', room: name, user: 'u-bob', name: 'Bob' });
  server.post({ type: 'said', room: name, log: logA, ...row(3) });
  assert.ok(timers() > before);
  room.close();
  await setImmediate();
  assert.equal(timers(), before);
});

test('without a seat, a request for older messages changes nothing: a page would draw and ask for ever', async () => {
  const server = new ScriptedServer();
  server.answer = () => welcome(rows(51, 100), { seq: 100, more: true });
  let changes = 0;
  const room = await enter(server, {}, () => changes++);
  server.close();
  changes = 0;
  await room.older();
  assert.equal(changes, 0);
  room.close();
});

test('heartbeats go on after a new log, even if one of them falls between its hello and its welcome', async () => {
  const server = new ScriptedServer();
  server.answer = () => welcome(rows(1, 2));
  const room = await enter(server);
  server.answer = (frame) => (frame.type === 'page' ? pageOfNewLog(2) : undefined);
  await pass(4 * 60_000 - 1_000);
  room.wake();
  await pass(5_000);
  server.post(welcome(rows(1, 1, logB), { log: logB, after: 2 }));
  server.answer = (frame) => server.usual(frame);
  const before = pages(server);
  await pass(2 * 4 * 60_000);
  assert.equal(pages(server), before + 2);
  assert.equal(server.sockets, 1);
  room.close();
});

/** A seat in a room. `when` lets the listener act once, at the first change for which `isTime` holds. */
async function listening() {
  const server = new ScriptedServer();
  let onChange = () => {};
  const room = await enter(server, {}, () => onChange());
  const when = (isTime: () => boolean, act: () => void) => {
    onChange = () => {
      if (!isTime()) return;
      onChange = () => {};
      act();
    };
  };
  return { server, room, when };
}

const closed = { type: 'stopped', reason: 'closed' };

test('a listener may close the room while it connects', async () => {
  const { server, room, when } = await listening();
  when(
    () => room.state.status.type === 'connecting',
    () => room.close(),
  );
  server.close();
  await pass(60_000);
  assert.deepEqual(room.state.status, closed);
  assert.equal(server.tickets, 1);
});

test('a listener may close the room when a hello is refused', async () => {
  const { server, room, when } = await listening();
  server.close();
  server.answer = () => {
    when(
      () => true,
      () => room.close(),
    );
    return refused('hello', 'busy');
  };
  await pass(60_000);
  assert.deepEqual(room.state.status, closed);
  assert.equal(server.sockets, 2);
});

test('a listener may close the room at a welcome that settles a message', async () => {
  const { server, room, when } = await listening();
  server.answer = () => undefined;
  await room.say('Mine.');
  await pass(200);
  const [mine] = server.said;
  assert.ok(mine);
  server.answer = () => {
    when(
      () => room.state.outbox.length === 0,
      () => room.close(),
    );
    // The next message overtakes the welcome.
    server.post({ type: 'said', room: name, log: logA, ...row(2) });
    return welcome([{ ...row(1), id: mine.id }], { seq: 2 });
  };
  server.close();
  await pass(60_000);
  assert.deepEqual(room.state.status, closed);
  assert.equal(server.sockets, 2);
});

test('a listener may close the room at every change, even at the one that closing makes', async () => {
  const { server, room, when } = await listening();
  const close = () => {
    when(() => true, close);
    room.close();
  };
  when(() => true, close);
  server.close();
  await pass(60_000);
  assert.deepEqual(room.state.status, closed);
});

test('a listener may rename at a new log, and the next socket stays', async () => {
  const { server, room, when } = await listening();
  server.answer = (frame) => {
    when(
      () => true,
      () => room.rename('Bob'),
    );
    server.answer = (it) => server.usual(it);
    return frame.type === 'page' ? pageOfNewLog(0) : undefined;
  };
  server.post({ type: 'said', room: name, log: logA, ...row(3) });
  await pass(60_000);
  assert.equal(room.state.status.type, 'live');
  assert.equal(server.sockets, 2);
  room.close();
});

test('a ticket that comes after its attempt was given up opens no socket', async () => {
  const server = new ScriptedServer();
  const late = Promise.withResolvers<Ticketed>();
  const room = await enter(server, { ticket: () => late.promise });
  await pass(10_000);
  assert.equal(room.state.status.type, 'waiting');
  late.resolve({ url: 'ws://chat.example/' });
  await pass(0);
  assert.equal(server.sockets, 0);
  room.close();
});
