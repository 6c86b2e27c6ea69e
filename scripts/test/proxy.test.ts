import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { freePorts, listen } from '../lib/free-ports.ts';
import { openProxy } from '../lib/proxy.ts';

const timeout = 10_000;

/** Answers in capitals. */
async function startApp(t: TestContext): Promise<number> {
  const app = createServer((socket) => socket.on('data', (data) => socket.end(String(data).toUpperCase())));
  t.after(() => app.close());
  return listen(app, '127.0.0.1', 0);
}

async function open(t: TestContext, host = 'localhost') {
  const [port = 0] = await freePorts(1);
  const proxy = await openProxy(host, port);
  t.after(() => proxy.close());
  return { proxy, port };
}

test('a client that connects before the app is ready waits for it', { timeout }, async (t) => {
  const { proxy, port } = await open(t);
  const early = connect(port, '127.0.0.1');
  early.write('early');
  await once(early, 'connect');
  proxy.leadTo(startApp(t));
  assert.equal(await text(early), 'EARLY');
  const late = connect(port, '127.0.0.1');
  late.write('late');
  assert.equal(await text(late), 'LATE');
});

test('a client is disconnected if the app did not start', { timeout }, async (t) => {
  const { proxy, port } = await open(t);
  proxy.leadTo(Promise.reject(new Error('it did not start')));
  assert.equal(await text(connect(port, '127.0.0.1')), '');
});

test('a port or a host that cannot be used is a Problem', { timeout }, async (t) => {
  const { port } = await open(t);
  await assert.rejects(openProxy('localhost', port), { name: 'Problem', message: /is taken/ });
  await assert.rejects(openProxy('192.0.2.1', port), { name: 'Problem', message: /not an address of this machine/ });
  await assert.rejects(openProxy('nobody.invalid', port), {
    name: 'Problem',
    message: /not an address of this machine/,
  });
});
