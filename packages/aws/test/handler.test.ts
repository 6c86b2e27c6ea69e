import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { enter, leave, receive } from '@arc-chat/chat';
import { Memory } from '@arc-chat/chat/testing/memory';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { roomTagsWith } from '@arc-chat/session';
import fc from 'fast-check';
import { loggedTo } from '../src/handler.ts';
import type { SocketEvent } from '../src/events.ts';

const origin = 'https://chat.example';
const tag = roomTagsWith('a secret of thirty-two characters');
const id = 'a'.repeat(32);

/** The counts of a line, without the number of calls. */
const counted = (delivered: number, puts = 0) => ({ puts, delivered, gone: 0, failed: 0, left: 0 });

/** The app's functions in memory, and their log lines. */
function scene() {
  const lines: string[] = [];
  const memory = new Memory();
  const logged = loggedTo((line) => lines.push(line), tag, memory.ports());
  const event = (connectionId: string, body?: unknown): SocketEvent => ({ requestContext: { connectionId }, body });
  const sit = logged<SocketEvent & { room: string; name: string; from: string }, { statusCode: number }>(
    'ws-connect',
    async ({ requestContext, room, name, from }, { ports, note }) => {
      note({ room });
      const ticket = { jti: requestContext.connectionId, sub: 'user', name, room, origin };
      const outcome = await enter(ports, requestContext.connectionId, {
        ticket,
        origin: from,
        version: 1,
        address: 'home',
      });
      note({ outcome });
      return { statusCode: outcome === 'ok' ? 200 : 403 };
    },
  );
  const hear = logged<SocketEvent, { statusCode: number }>('ws-default', async (it, { ports, note }) => {
    note(await receive(ports, it.requestContext.connectionId, it.body));
    return { statusCode: 200 };
  });
  return {
    memory,
    logged,
    lines: () => lines.map((line) => ({ ...JSON.parse(line), ms: 0 })),
    raw: () => lines.join('\n'),
    sit: (connection: string, room: string, name = 'Guest', from = origin) =>
      sit({ ...event(connection), room, name, from }),
    hear: (connection: string, body: unknown) => hear(event(connection, body)),
    event,
  };
}

test('a line holds the function, the frame type, the number of calls and the outcome', async () => {
  const { sit, hear, lines } = scene();
  await sit('c1', 'lobby');
  await sit('c1', 'lobby');
  await sit('c3', 'lobby', 'Guest', 'https://elsewhere.example');
  await hear('c1', JSON.stringify({ type: 'say', room: 'lobby', id, text: 'Hello.', log: null, after: 0 }));
  await hear('c1', JSON.stringify({ type: 'page', room: 'lobby', before: 0 }));
  await hear('c1', '{"text":"A classic one."}');
  await hear('c2', 'no frame');
  const room = tag('lobby');
  const [door, event] = ['ws-connect', 'ws-default'];
  assert.deepEqual(lines(), [
    { function: door, connection: 'c1', room, outcome: 'ok', ms: 0, calls: 10, ...counted(0) },
    { function: door, connection: 'c1', room, outcome: 'used-ticket', ms: 0, calls: 4, ...counted(0) },
    { function: door, connection: 'c3', room, outcome: 'other-origin', ms: 0, calls: 0, ...counted(0) },
    { function: event, connection: 'c1', room, outcome: 'ok', type: 'say', seq: 1, ms: 0, calls: 4, ...counted(1, 1) },
    { function: event, connection: 'c1', room, outcome: 'bad-frame', type: 'page', ms: 0, calls: 2, ...counted(1) },
    { function: event, connection: 'c1', room, outcome: 'ok', seq: 2, ms: 0, calls: 6, ...counted(1, 1) },
    { function: event, connection: 'c2', outcome: 'not-seated', ms: 0, calls: 1, ...counted(1) },
  ]);
});

test('each event has a deadline seven seconds after its start', async () => {
  const { memory, logged, event } = scene();
  const deadlines: number[] = [];
  const read = logged<SocketEvent, { statusCode: number }>('ws-default', async (_, { ports }) => {
    deadlines.push(ports.deadline);
    return { statusCode: 200 };
  });
  const first = memory.now;
  await read(event('c'));
  memory.now += 60_000;
  await read(event('c'));
  assert.deepEqual(deadlines, [first + 7_000, first + 67_000]);
});

test('posts are counted by their outcome, and those that were not made in time', async () => {
  const { memory, sit, hear, lines } = scene();
  for (const connection of ['ada', 'bob', 'cy']) await sit(connection, 'lobby');
  memory.gone.add('bob');
  memory.failing.add('cy');
  memory.now += 30_000;
  const say = { type: 'say', room: 'lobby', id, text: 'Hello.', log: null, after: 0 };
  await hear('ada', JSON.stringify(say));
  const { delivered, gone, failed, left } = lines().at(-1);
  // The post to cy is tried twice.
  assert.deepEqual({ delivered, gone, failed, left }, { delivered: 1, gone: 1, failed: 2, left: 0 });
});

test('a database that does not answer fails an event at its deadline, and the client is told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const silent of ['seats.renew', 'log.from', 'log.put', 'seats.inRoom'] as const) {
    const memory = new Memory();
    const lines: string[] = [];
    const before = (call: string) => (call === silent ? new Promise<void>(() => {}) : Promise.resolve());
    const logged = loggedTo((line) => lines.push(line), tag, memory.ports({ before }));
    memory.seats.set('lobby ada', seatOf('lobby', 'ada'));
    const hear = logged<SocketEvent, { statusCode: number }>('ws-default', async (it, { ports, note }) => {
      note(await receive(ports, it.requestContext.connectionId, it.body));
      return { statusCode: 200 };
    });
    const say = { type: 'say', room: 'lobby', id, text: 'Hello.', log: null, after: 0 };
    const answer = hear({ requestContext: { connectionId: 'ada' }, body: JSON.stringify(say) });
    for (let i = 0; i < 50; i++) await setImmediate();
    t.mock.timers.tick(6_999);
    await setImmediate();
    assert.deepEqual(lines, [], silent);
    t.mock.timers.tick(1);
    assert.deepEqual(await answer, { statusCode: 200 });
    const [refused] = memory.sentTo('ada');
    assert.equal(refused?.type === 'refused' && refused.code, 'internal', silent);
    assert.equal(JSON.parse(lines[0] ?? '').outcome, 'internal');
    assert.match(String(memory.reported[0]), /^Late: no answer within 7000 ms/);
  }
});

test('after the deadline, no call is made any more', async () => {
  const { memory, logged, event } = scene();
  const take = logged<SocketEvent, { statusCode: number }>('ws-default', async (_, { ports }) => {
    memory.now += 7_000;
    await assert.rejects(ports.seats.take(seatOf('lobby', 'late')), /^Late: the event is out of time/);
    return { statusCode: 200 };
  });
  await take(event('c'));
  assert.equal(memory.seats.size, 0);
});

test('the line of an HTTP event has no connection, and names the request as Lambda does', async () => {
  const { logged, lines } = scene();
  await logged('post-ticket', async () => ({ statusCode: 401 }))({ headers: {} }, { awsRequestId: 'r1' });
  assert.deepEqual(lines(), [
    { function: 'post-ticket', request: 'r1', outcome: '401', ms: 0, calls: 0, ...counted(0) },
  ]);
});

test('an event that fails has a line too, and its error is thrown on', async () => {
  const { logged, lines, event } = scene();
  const bad = logged<SocketEvent, { statusCode: number }>('ws-default', async (_, { ports, note }) => {
    await ports.seats.inRoom('lobby');
    note({ outcome: 'ok' });
    throw new Error('no database');
  });
  await assert.rejects(bad(event('c')), /no database/);
  const line = { function: 'ws-default', connection: 'c', outcome: 'error', ms: 0, calls: 1, ...counted(0) };
  assert.deepEqual(lines(), [line]);
});

test('calls are counted separately for each of several concurrent events', async () => {
  const { logged, lines, event } = scene();
  const read = logged<SocketEvent, { statusCode: number }>('ws-default', async ({ body }, { ports }) => {
    for (let i = 0; i < Number(body); i++) await ports.seats.inRoom('lobby');
    return { statusCode: 200 };
  });
  await Promise.all([5, 1, 3].map((n) => read(event(`c${n}`, n))));
  const counts = lines().map(({ connection, calls }) => `${connection} ${calls}`);
  assert.deepEqual(counts.toSorted(), ['c1 1', 'c3 3', 'c5 5']);
});

/** A text that only the people in a room may read. */
const secret = fc.stringMatching(/^[a-z0-9]{12,30}$/).map((it) => `z${it}`);
const anyText = fc
  .tuple(secret, fc.string({ maxLength: 40 }))
  .map(([marker, more]) => ({ marker, text: marker + more }));

test('no line contains a text, a person’s name, a room’s name or a part of a bad frame', async () => {
  await fc.assert(
    fc.asyncProperty(secret, anyText, anyText, fc.integer({ min: 0, max: 6 }), async (room, name, said, kind) => {
      const { sit, hear, raw, logged, event } = scene();
      await sit('c', room, name.text);
      const frames = [
        { type: 'say', room, id, text: said.text, log: null, after: 0 },
        { type: 'say', room: said.marker, id, text: said.text, log: null, after: 0 },
        { type: said.text, room, text: said.text },
        { text: said.text },
        { type: 'say', room, id: said.text, text: [said.text], [said.text]: 1 },
        said.text,
        { type: 'page', room: said.text, before: said.text },
      ];
      await hear('c', JSON.stringify(frames[kind]));
      await logged<SocketEvent, { statusCode: number }>('ws-disconnect', async (_, { ports, note }) => {
        const left = await leave(ports, 'c');
        note({ ...(left && { room: left }) });
        return { statusCode: 200 };
      })(event('c'));
      for (const it of [room, name.marker, said.marker]) assert.ok(!raw().includes(it), raw());
    }),
  );
});

test('a room has one tag for each secret, and the tag does not reveal the room', () => {
  assert.equal(tag('lobby'), tag('lobby'));
  assert.notEqual(tag('lobby'), tag('lobby2'));
  assert.notEqual(tag('lobby'), roomTagsWith('another secret of so many characters')('lobby'));
  assert.match(tag('lobby'), /^[0-9a-f]{16}$/);
});
