import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { honestPeople } from '../testing/honest.ts';
import { knock, pathTo, HonestPerson, seat } from '../testing/person.ts';
import { handshake, Raw } from '../testing/raw.ts';
import { startTestServer } from '../testing/server.ts';

const server = await startTestServer(after);
const honest = await honestPeople(server);
const { origin } = server;

/** Sends these bytes. @returns the status of the answer, once the server has closed the connection */
async function statusOf(bytes: string): Promise<number | undefined> {
  const raw = await Raw.connect(server.port);
  const status = await raw.write(bytes).answer();
  if (status === 101) raw.stream.destroy();
  else await raw.end();
  return status;
}

const post = (headers: string, body = '') => `POST /ticket HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

const bad: [string, string, number][] = [
  ['an upgrade without a ticket', handshake('/'), 403],
  ['an upgrade to //', handshake('//'), 403],
  ['an upgrade to *', handshake('*', {}, 'OPTIONS'), 403],
  ['an upgrade with a bad ticket and data behind it', `${handshake('/?ticket=bad')}data`, 403],
  ['an upgrade of a request for a ticket', handshake('/ticket', { upgrade: 'h2c' }, 'POST'), 403],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
  ['GET //', 'GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
  ['a path out of the folder', 'GET /_static/../package.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
  ['a host that is none', 'GET / HTTP/1.1\r\nHost: a"b;c\r\nConnection: close\r\n\r\n', 400],
  ['a body that is too large', post('Connection: close\r\nContent-Length: 20000', 'a'.repeat(20_000)), 413],
  ['a body with two lengths', post('Content-Length: 2\r\nTransfer-Encoding: chunked', '{}'), 400],
  ['a negative length', post('Content-Length: -1'), 400],
  ['very many headers', post(`${'a: b\r\n'.repeat(5_000)}b: c`), 431],
  ['a very long path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431],
];

for (const [what, bytes, status] of bad) {
  test(`${what} is answered with ${status}, and the connection is closed`, async () => {
    assert.equal(await statusOf(bytes), status);
    await honest.chat();
  });
}

test('a refused upgrade leaves no connection, even if its client goes on sending', async () => {
  const raw = await Raw.connect(server.port, true);
  assert.equal(await raw.write(`${handshake('/?ticket=bad')}data`).answer(), 403);
  await raw.writeUntilOver(Buffer.alloc(65_536));
  await honest.chat();
});

test('a body that does not come, or has no end, is cut off', async () => {
  const bodies = [
    post('Content-Length: 10'),
    post('Content-Length: 10', '{'),
    post('Content-Length: 99999999999', '{'),
    post('Transfer-Encoding: chunked', 'ffffff\r\na'),
  ];
  assert.deepEqual(await Promise.all(bodies.map(statusOf)), [408, 408, 413, 413]);
  await honest.chat();
});

test('a good ticket opens no socket for a handshake that RFC 6455 forbids', async () => {
  for (const [headers, method, status] of [
    [{ 'sec-websocket-key': '' }, 'GET', 400],
    [{ 'sec-websocket-key': 'short' }, 'GET', 400],
    [{ 'sec-websocket-version': '7' }, 'GET', 400],
    [{ 'sec-websocket-protocol': 'a,,"' }, 'GET', 400],
    [{ upgrade: 'h2c' }, 'GET', 400],
    [{}, 'POST', 405],
  ] as const) {
    const bytes = handshake(await pathTo(server, 'closed'), { origin, ...headers }, method);
    assert.equal(await statusOf(bytes), status);
  }
  const reader = await HonestPerson.enter(server, 'closed');
  assert.deepEqual(await reader.people(), [reader.user], 'no seat has stayed');
  await honest.chat();
});

test('the form of the address does not matter to a good ticket, and no ticket gets into an error', async () => {
  for (const before of ['/', 'http://localhost', 'http://user:pass@[::1]:99']) {
    const path = `${before}${await pathTo(server, 'forms')}`;
    assert.equal(await statusOf(handshake(path, { origin })), 101);
  }
  assert.doesNotMatch(server.errors(), /ticket=/);
});

test('a ticket opens one socket, and none for another origin', async () => {
  const path = await pathTo(server, 'once');
  assert.equal(await statusOf(handshake(path, { origin: 'http://other.example' })), 403);
  const raws = await Promise.all(Array.from({ length: 10 }, () => knock(server, path)));
  const statuses = await Promise.all(raws.map((raw) => raw.answer()));
  assert.deepEqual(
    statuses.filter((it) => it !== 403),
    [101],
  );
  await honest.chat();
});

test('a reset during the check of the ticket leaves no seat behind', async () => {
  const watcher = await HonestPerson.enter(server, 'reset');
  const paths = await Promise.all(Array.from({ length: 12 }, () => pathTo(server, 'reset')));
  for (const [at, path] of paths.entries()) {
    const raw = await knock(server, path);
    for (let turn = 0; turn < at; turn++) await new Promise((resolve) => setImmediate(resolve));
    raw.stream.resetAndDestroy();
  }
  // The server has seen these requests if it knows that the tickets are used.
  const again = await Promise.all(paths.map((path) => statusOf(handshake(path, { origin }))));
  assert.ok(again.includes(403), 'a reset came late enough');
  while ((await watcher.people()).length > 1) assert.ok(server.isUp());
  await honest.chat();
});

test('5,000 half-open connections are cut off, and others are served meanwhile', async () => {
  const before = await server.memory();
  const parts = ['', 'GET / HT', 'GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n'];
  const raws: Raw[] = [];
  while (raws.length < 5_000) {
    const some = await Promise.all(Array.from({ length: 250 }, () => Raw.connect(server.port)));
    for (const raw of some) raw.write(parts[raws.push(raw) % 3] ?? '');
    await honest.chat();
  }
  assert.equal(await (await seat(server, 'others')).answer(), 101);
  await Promise.all(raws.map((raw) => raw.end()));
  await honest.chat();
  assert.ok((await server.memory()) - before < 150);
});

test('after all of this, every message is in the log, once and in order', () => honest.remember());
