import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Connection } from '../src/connection.ts';
import { timings } from '../src/timings.ts';
import { ModelSocket } from '../testing/model-socket.ts';
import { room } from '../testing/sample-log.ts';

const typing = { type: 'typing', room, user: 'u-bob', name: 'Bob' };

test('a socket that was given up is closed, and its late frames and its close change nothing', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const sockets: ModelSocket[] = [];
  const closed: string[] = [];
  const frames: unknown[] = [];
  const sent: string[] = [];
  const open = () => {
    const name = `socket ${sockets.length}`;
    const socket = new ModelSocket(
      name,
      () => sent.push(name),
      () => closed.push(name),
    );
    sockets.push(socket);
    return socket;
  };
  const connection = new Connection(async () => ({ url: 'ws://chat.example/' }), { open }, timings, {
    onOpen: () => connection.welcomed(),
    onFrame: (frame) => frames.push(frame),
    onStatus: () => {},
  });
  await connection.connect();
  const { signal } = connection;
  // Each costs 400 ms, and 1.8 seconds may be spent ahead.
  for (let i = 0; i < 9; i++) connection.send({ type: 'typing', room });
  await connection.connect();
  mock.timers.tick(1_000);
  assert.deepEqual(sent, Array(5).fill('socket 0'), 'frames that waited for the lost socket are not sent on the next');
  const [old, current] = sockets;
  assert.ok(old && current);
  assert.deepEqual([closed, signal.aborted, connection.signal.aborted], [['socket 0'], true, false]);

  current.tell('open');
  for (const socket of [old, current]) socket.tell('message', { data: JSON.stringify(typing) });
  old.tell('open');
  old.tell('close');
  assert.deepEqual(frames, [typing]);
  assert.equal(connection.status.type, 'live');
  connection.close();
});
