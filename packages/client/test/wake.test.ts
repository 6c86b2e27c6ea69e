import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Room } from '../src/room.ts';
import { calm, LiveServer, pass } from '../testing/live-server.ts';
import { logA, room as name, row, rows } from '../testing/sample-log.ts';
import { ScriptedServer } from '../testing/scripted-server.ts';
import type { Platform, Ticketed } from '../src/ports.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  mock.method(Math, 'random', () => 0.999);
});

async function enter(server: ScriptedServer, platform: Partial<Platform> = {}): Promise<Room> {
  const room = new Room(name, server.platform(platform));
  room.open();
  await pass(5);
  return room;
}

/** From now on, only the sockets after this one get answers. Nothing tells the client. */
function die(server: ScriptedServer): void {
  const dead = server.sockets;
  server.answer = (frame) => (server.sockets > dead ? server.usual(frame) : undefined);
}

const pages = (server: ScriptedServer) => server.heard.filter(({ type }) => type === 'page').length;

for (const [when, ms] of [
  ['at once', 0],
  ['while an earlier question waits', 7_000],
] as const) {
  test(`after a wake ${when}, a socket that is silent for a second is replaced, and what was said is sent`, async () => {
    const server = new ScriptedServer();
    const room = await enter(server);
    die(server);
    await room.say('Hello.');
    await pass(ms);
    room.wake();
    await pass(995);
    assert.equal(server.sockets, 1);
    await pass(10);
    assert.equal(server.sockets, 2);
    assert.equal(room.state.status.type, 'live');
    assert.deepEqual(room.state.outbox, []);
    room.close();
  });
}

test('a wake leaves a socket alone that answers in time', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  for (let i = 0; i < 10; i++) {
    room.wake();
    await pass(2_000, 100);
  }
  assert.deepEqual([server.sockets, server.tickets, pages(server)], [1, 1, 10]);
  room.close();
});

test('many wakes at once cost one question and one socket', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  die(server);
  for (let i = 0; i < 9; i++) {
    room.wake();
    await pass(100);
  }
  assert.deepEqual([server.sockets, pages(server)], [1, 1]);
  await pass(2_000);
  assert.deepEqual([server.sockets, server.tickets], [2, 2]);
  room.close();
});

test('a wake after another question does not leave the first patience running', async () => {
  const server = new LiveServer(calm);
  const stored = rows(1, 60).map((it) => ({ ...it, log: logA }));
  server.memory.logs.set(name, stored);
  const room = new Room(name, server.tab());
  room.open();
  await pass(100);
  room.wake();
  void room.older();
  room.wake();
  await pass(100);
  assert.equal(room.state.messages.length, 48);
  room.close();
  await pass(5_000);
  assert.deepEqual([server.sockets, room.state.status.type], [1, 'stopped']);
});

test('frames about other people are no answer: such a frame may have waited in a page that was frozen', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  die(server);
  room.wake();
  server.post({ type: 'said', room: name, log: logA, ...row(1) });
  server.post({ type: 'typing', room: name, user: 'u-bob', name: 'Bob' });
  await pass(1_000);
  assert.equal(server.sockets, 2);
  room.close();
});

test('a refusal is an answer: a wake does not replace the socket of a server that has much to do', async () => {
  const server = new ScriptedServer();
  const room = await enter(server);
  server.answer = (frame) => ({ type: 'refused', room: name, of: frame.type, code: 'internal', text: 'No.' });
  for (let i = 0; i < 10; i++) {
    room.wake();
    await pass(500);
  }
  assert.equal(server.sockets, 1);
  room.close();
});

test('after a wake, a ticket without an answer is given up, and asked for again at once', async () => {
  const server = new ScriptedServer();
  const signals: (AbortSignal | undefined)[] = [];
  const ticket = async (_: string, __?: string, signal?: AbortSignal): Promise<Ticketed> => {
    signals.push(signal);
    return signals.length === 1 ? new Promise(() => {}) : server.ticket();
  };
  const room = await enter(server, { ticket });
  await pass(3_000);
  room.wake();
  await pass(1_000);
  assert.equal(room.state.status.type, 'live');
  assert.deepEqual(
    signals.map((it) => it?.aborted),
    [true, false],
  );
  room.close();
});

test('after a wake, a hello without an answer is given up', async () => {
  const server = new ScriptedServer();
  server.answer = (frame) => (server.sockets > 1 ? server.usual(frame) : undefined);
  const room = await enter(server);
  room.wake();
  await pass(1_000);
  assert.deepEqual([server.sockets, room.state.status.type], [2, 'live']);
  room.close();
});

test('a slow network loses no socket at a wake, because an answer gets as long as a new socket would take', async () => {
  const server = new LiveServer({ ...calm, latencyMs: [1_000, 1_200] });
  const room = new Room(name, server.tab());
  room.open();
  await pass(5_000);
  for (let i = 0; i < 10; i++) {
    room.wake();
    await pass(3_000);
  }
  assert.deepEqual([server.sockets, room.state.status.type], [1, 'live']);
  room.close();
});

test('wakes without end do not give up one attempt after the other: each gets twice the time', async () => {
  const server = new ScriptedServer();
  let tickets = 0;
  const room = await enter(server, { ticket: () => new Promise(() => tickets++) });
  for (let i = 0; i < 120; i++) {
    room.wake();
    await pass(500, 100);
  }
  // They take 1, 2, 4, 8 and then 10 seconds. One for each wake would be 120.
  assert.ok(tickets >= 8 && tickets <= 10, `${tickets} attempts`);
  room.close();
});

for (const [who, isInSight, longest] of [
  ['a room in sight', () => true, 10_000],
  ['a room that nobody looks at', () => false, 30_000],
  ['a bot', undefined, 30_000],
] as const) {
  test(`${who} waits for ${longest / 1000} seconds at most before the next attempt`, async () => {
    const server = new ScriptedServer();
    const times: number[] = [];
    server.ticket = () => {
      times.push(Date.now());
      return 'later';
    };
    const room = await enter(server, isInSight && { isInSight });
    await pass(120_000, 100);
    const waits = times.map((time, i) => time - (times[i - 1] ?? time));
    assert.ok(Math.max(...waits) > longest - 200 && Math.max(...waits) <= longest, `${waits.join(', ')} ms`);
    room.close();
  });
}

test('a wake ends the wait for the next attempt, and the backoff begins anew', async () => {
  const server = new ScriptedServer();
  server.ticket = () => 'later';
  const room = await enter(server);
  await pass(60_000, 100);
  const before = server.tickets;
  room.wake();
  assert.equal(server.tickets, before + 1);
  await pass(1_100);
  assert.equal(server.tickets, before + 2);
  room.close();
});
