import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { openDoor } from '../door.ts';
import { freePorts, listen } from '../ports.ts';

const timeout = 10_000;

/** Answers with what it is told, in capitals. */
async function startApp(t: TestContext): Promise<number> {
  const app = createServer((socket) => socket.on('data', (data) => socket.end(String(data).toUpperCase())));
  t.after(() => app.close());
  return listen(app, '127.0.0.1', 0);
}

async function open(t: TestContext, host = 'localhost') {
  const [port = 0] = await freePorts(1);
  const door = await openDoor(host, port);
  t.after(() => door.close());
  return { door, port };
}

test('who comes early waits, and is then let in', { timeout }, async (t) => {
  const { door, port } = await open(t);
  const early = connect(port, '127.0.0.1');
  early.write('early');
  await once(early, 'connect');
  door.leadTo(startApp(t));
  assert.equal(await text(early), 'EARLY');
  const late = connect(port, '127.0.0.1');
  late.write('late');
  assert.equal(await text(late), 'LATE');
});

test('who comes when there is no app is turned away', { timeout }, async (t) => {
  const { door, port } = await open(t);
  door.leadTo(Promise.reject(new Error('it did not start')));
  assert.equal(await text(connect(port, '127.0.0.1')), '');
});

test('what cannot be opened is one line', { timeout }, async (t) => {
  const { port } = await open(t);
  await assert.rejects(openDoor('localhost', port), { name: 'Problem', message: /is taken/ });
  await assert.rejects(openDoor('192.0.2.1', port), { name: 'Problem', message: /no address of this machine/ });
  await assert.rejects(openDoor('nobody.invalid', port), { name: 'Problem', message: /no address of this machine/ });
});
