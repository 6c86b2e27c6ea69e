import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, mock, test } from 'node:test';
import { freePorts } from '../../scripts/lib/free-ports.ts';
import { patchedBy } from '../testing/upstream.ts';

const timeout = 20_000;
const require = createRequire(import.meta.url);

/** Architect with the changes that the plugin's README shows. */
const folder = patchedBy('plugin-runtime');
const cwd = join(folder, 'project');
const bootstrap = join(cwd, 'bootstrap');

/** A runtime that hands every event to this test, instead of starting a process. */
const plugin = `
const calls = require('node:diagnostics_channel').channel('calls');
const invoke = ({ event }) => new Promise((answer) => calls.publish({ event, answer: () => answer({ statusCode: 200 }) }));
const runtime = { name: 'own', type: 'compiled', handlerFile: ${JSON.stringify(bootstrap)}, invoke };
module.exports = { set: { runtimes: () => runtime } };`;

const files = {
  'app.arc': `@app\nupstream\n@plugins\nown\n@aws\nruntime own\n@http\nget /\n@ws\n`,
  'prefs.arc': '@sandbox\nlivereload false\n',
  'src/plugins/own.js': plugin,
  'src/http/get-index/config.arc': '@aws\nruntime nodejs24.x\n',
  'src/http/get-index/index.mjs': 'export const handler = async () => ({ statusCode: 200, body: "hello" });',
  bootstrap: '',
};
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

/** The event of a socket, and the function's answer. */
interface Called {
  event: { requestContext: Record<string, unknown>; queryStringParameters?: Record<string, unknown> };
  answer(): void;
}

const calls = new EventEmitter();
channel('calls').subscribe((call) => calls.emit('call', call));

/** Does something, and waits for the call that follows. */
async function callAfter(act: () => unknown): Promise<Called> {
  const called = once(calls, 'call');
  act();
  const [call] = await called;
  return call;
}

/** As `callAfter`. The function answers at once. */
async function eventAfter(act: () => unknown): Promise<Called['event']> {
  const { event, answer } = await callAfter(act);
  answer();
  return event;
}

const [port = 0, internal] = await freePorts(2);
const keys = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };
Object.assign(process.env, { ...keys, ARC_ENV: 'testing', ARC_INTERNAL_PORT: String(internal) });
// Otherwise the sandbox animates its lines.
process.stdout.isTTY = false;
// It prints the errors of sockets.
mock.method(console, 'log', () => {});
/** Errors that would have ended the sandbox. */
const crashes: unknown[] = [];
process.on('uncaughtException', (error) => crashes.push(error));
const intervals = mock.method(globalThis, 'setInterval').mock;

const sandbox = require(join(folder, '@architect/sandbox'));
const inventory = await require(join(folder, '@architect/inventory'))({ cwd });
await sandbox.start({ cwd, inventory, port, host: '127.0.0.1', quiet: true });
after(() => sandbox.end());

async function open(query = '') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${query}`);
  const event = await eventAfter(() => {});
  await once(socket, 'open');
  return { socket, event };
}

/** Asks for a WebSocket, and can then send any bytes. */
function openRaw() {
  const socket = connect(port, '127.0.0.1');
  const headers = ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`;
  socket.write(['GET / HTTP/1.1', ...headers, key, '', ''].join('\r\n'));
  return socket;
}

async function assertUp() {
  const { socket } = await open();
  await eventAfter(() => socket.close());
}

test(
  'with the changes, a runtime plugin calls its functions itself, and has one bootstrap for all',
  { timeout },
  async () => {
    await assertUp();
    assert.equal(inventory.get.ws('connect').handlerFile, bootstrap);
  },
);

test('with the changes, the functions of sockets get the events that they get on AWS', { timeout }, async () => {
  const { socket, event: opened } = await open('?key=1&key=2');
  assert.deepEqual(opened.queryStringParameters, { key: '2' });
  for (const action of ['connect', 'disconnect', 'other']) {
    const { requestContext } = await eventAfter(() => socket.send(JSON.stringify({ action })));
    assert.equal(requestContext['routeKey'], '$default');
  }
  const { requestContext: said } = await eventAfter(() => socket.send('hello'));
  const { requestContext: closed } = await eventAfter(() => socket.close(4001, 'bye'));
  assert.equal(closed['routeKey'], '$disconnect');
  assert.deepEqual([closed['disconnectStatusCode'], closed['disconnectReason']], [4001, 'bye']);
  assert.equal(closed['connectedAt'], said['connectedAt']);
});

test('with the changes, a socket that AWS would close is closed', { timeout }, async () => {
  for (const [data, code] of [
    [new Uint8Array(9), 1003],
    ['x'.repeat(200_000), 1009],
  ] as const) {
    const { socket } = await open();
    const closing = once(socket, 'close');
    const { requestContext } = await eventAfter(() => socket.send(data));
    assert.equal(requestContext['routeKey'], '$disconnect');
    const [event] = await closing;
    assert.equal(event.code, code);
  }
});

test(
  'with the changes, neither a malformed frame nor a client that goes early ends the sandbox',
  { timeout },
  async () => {
    const malformed = openRaw();
    await eventAfter(() => {});
    await once(malformed, 'data');
    const unmasked = Buffer.from([0x81, 0x01, 0x61]);
    const { requestContext } = await eventAfter(() => malformed.write(unmasked));
    assert.equal(requestContext['routeKey'], '$disconnect');
    await assertUp();

    const early = openRaw();
    const { answer } = await callAfter(() => {});
    early.resetAndDestroy();
    await once(early, 'close');
    await assertUp();
    answer();
    await assertUp();
    assert.deepEqual(crashes, []);
  },
);

test('with the changes, the sandbox does not look for answers at intervals', { timeout }, async () => {
  assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), 'hello');
  assert.deepEqual(
    intervals.calls.filter(({ arguments: [, ms] }) => ms === 25),
    [],
  );
});

test('with the changes, a direct deployment sends AWS the name of its own runtime', { timeout }, async () => {
  const update = require(join(folder, '@architect/deploy/src/direct/update.js'));
  const sent: unknown[] = [];
  const lambda = {
    UpdateFunctionCode: async () => {},
    GetFunctionConfiguration: async () => ({}),
    UpdateFunctionConfiguration: async ({ Runtime }: { Runtime: string }) => sent.push(Runtime),
    DeleteFunctionConcurrency: async () => {},
  };
  const config = { runtime: 'own', runtimeConfig: { baseRuntime: 'nodejs24.x' }, layers: [], policies: [] };
  const quiet = { start() {}, done() {} };
  await new Promise((done) => update({ aws: { lambda }, lambda: { src: cwd, config }, update: quiet }, done));
  assert.deepEqual(sent, ['nodejs24.x']);
});
