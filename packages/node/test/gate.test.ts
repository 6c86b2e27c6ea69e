import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { receive } from '@arc-chat/chat';
import { sayFrame, seatOf } from '@arc-chat/chat/testing/scene';
import { WebSocket, WebSocketServer } from 'ws';
import { openPorts } from '../src/index.ts';

const room = 'lobby';

/** Ports with open sockets of these people. Records when bytes leave, with the rows that are on the disk then. */
async function openRoom(t: TestContext, ...people: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chat-gate-'));
  const { ports, gate, close } = openPorts(folder, true);
  const disk = new DatabaseSync(join(folder, 'chat.db'), { readOnly: true });
  const stored = disk.prepare('SELECT count(*) AS count FROM log');
  const left: { to: string; rows: unknown }[] = [];
  const http = createServer();
  const upgrades = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, stream, head) =>
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      const to = request.url?.slice(1) ?? '';
      const write = stream.write.bind(stream);
      stream.write = (data: Buffer) => {
        left.push({ to, rows: stored.get()?.['count'] });
        return write(data);
      };
      ports.sockets.add(to, socket, stream);
    }),
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  assert.ok(typeof address === 'object' && address);
  const clients = people.map((name) => new WebSocket(`ws://127.0.0.1:${address.port}/${name}`));
  await Promise.all(clients.map((client) => once(client, 'open')));
  for (const name of people) await ports.seats.take(seatOf(room, name));
  t.after(async () => {
    for (const client of clients) client.terminate();
    http.close();
    await once(http, 'close');
    disk.close();
    close();
    rmSync(folder, { recursive: true });
  });
  return { ports: { ...ports, deadline: Infinity, unposted: () => {} }, clients, left, turn: gate.passed };
}

const idsIn = (text: string) => [...text.matchAll(/"id":"0*([^"]+)"/g)].map(([, id]) => id);

test('what a turn says leaves after its commit, in one write a socket; so does the answer to a retry', async (t) => {
  const { ports, clients, left, turn } = await openRoom(t, 'ann', 'bob');
  const heard = clients.map(() => '');
  for (const [i, client] of clients.entries()) client.on('message', (data: Buffer) => (heard[i] += data.toString()));
  const send = (connection: string, frame: object) => receive(ports, connection, JSON.stringify(frame));
  await send('ann', sayFrame(1));
  await send('bob', sayFrame(2));
  // The row is not on the disk yet, and the retry finds it. So does the question.
  await send('ann', sayFrame(1));
  await send('bob', { type: 'page', room, log: null, after: 0 });
  assert.deepEqual(left, [], 'nothing has left during the turn');
  await turn();
  assert.deepEqual(left, [
    { to: 'ann', rows: 2 },
    { to: 'bob', rows: 2 },
  ]);
  for (const client of clients) client.ping();
  await Promise.all(clients.map((client) => once(client, 'pong')));
  assert.deepEqual(heard.map(idsIn), [
    ['1', '2', '1'],
    ['1', '2', '1', '1', '2'],
  ]);
});

test(
  'a connection that the rules close gets its last frame first, and is heard and posted to no more',
  { timeout: 10_000 },
  async (t) => {
    const { ports, clients, turn } = await openRoom(t, 'ann');
    assert.equal(ports.sockets.post('ann', 'the last'), 'delivered');
    await ports.sockets.close('ann');
    assert.equal(ports.sockets.post('ann', 'late'), 'gone');
    assert.equal(ports.sockets.has('ann'), false);
    const heard = Promise.all(clients.flatMap((client) => [once(client, 'message'), once(client, 'close')]));
    await turn();
    const [[data] = [], [code] = []] = await heard;
    assert.deepEqual([String(data), code], ['the last', 1008]);
  },
);
