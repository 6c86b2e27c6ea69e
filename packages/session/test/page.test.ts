import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getPage } from '../src/index.ts';
import { ada, cookieOf, files, hostOf, origin, sessions } from '../testing/host.ts';

const host = { ...hostOf(), files };
const headers = { host: 'chat.example', 'x-forwarded-proto': 'https' };
const urlIn = (body = '') => /window\.WS_URL = "([^"]+)"/.exec(body)?.[1] ?? '';

/** The claims of the ticket in a page. */
async function ticketIn(body: string | undefined) {
  const ticket = await sessions.openTicket(new URL(urlIn(body)).searchParams.get('ticket'));
  assert.ok(typeof ticket === 'object', 'the page carries a ticket');
  return ticket;
}

test('a visitor without a session gets the page, as a new guest with a ticket to the lobby', async () => {
  const { statusCode, headers: answered, body } = await getPage({ headers }, host);
  assert.equal(statusCode, 200);
  assert.equal(answered?.['content-type'], 'text/html; charset=utf-8');
  assert.equal(answered['cache-control'], 'no-store');
  const session = await sessions.openSession([cookieOf(answered)], origin);
  assert.equal(session?.name, 'Guest');
  const { jti: _, ...claims } = await ticketIn(body);
  assert.deepEqual(claims, { ...session, room: 'lobby', origin });
  const { imports, ...first } = files;
  for (const file of [...Object.values(first), ...Object.values(imports)]) assert.ok(body?.includes(`"${file}"`), file);
});

test('a visitor with a session keeps it, and its cookie is renewed', async () => {
  const cookies = ['theme=dark', cookieOf({ 'set-cookie': await sessions.sessionCookie(ada, origin) })];
  const { headers: answered, body } = await getPage({ headers, cookies }, host);
  assert.deepEqual(await sessions.openSession([cookieOf(answered)], origin), ada);
  assert.equal((await ticketIn(body)).sub, ada.sub);
});

test('a session of another secret or another origin is not accepted', async () => {
  const [other, local] = [hostOf('another secret of so many characters').sessions, 'http://localhost:3333'];
  for (const cookie of [await other.sessionCookie(ada, origin), await sessions.sessionCookie(ada, local)]) {
    const { body } = await getPage({ headers, cookies: [cookieOf({ 'set-cookie': cookie })] }, host);
    assert.notEqual((await ticketIn(body)).sub, ada.sub);
  }
});

test('the page may connect to its socket’s host, and runs only the inline scripts of this response', async () => {
  const [one, two] = await Promise.all([getPage({ headers }, host), getPage({ headers }, host)]);
  const policies = [one, two].map((it) => it.headers?.['content-security-policy'] ?? '');
  for (const policy of policies) assert.ok(policy.includes("connect-src 'self' wss://socket.example;"), policy);
  const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
  assert.notEqual(nonces[0], nonces[1]);
  assert.ok(one.body?.includes(`<script nonce="${nonces[0]}">`));
});

test('an invalid Host header gets `bad-host` and no session', async () => {
  for (const bad of [undefined, 'a b', "x;script-src-elem'*'"]) {
    const { statusCode, headers: answered, body } = await getPage({ headers: { host: bad } }, host);
    assert.deepEqual([statusCode, JSON.parse(body ?? '').code], [400, 'bad-host']);
    assert.deepEqual([answered?.['cache-control'], answered?.['set-cookie']], ['no-store', undefined]);
  }
});

test('behind a CDN, the page’s origin is the host’s appOrigin', async () => {
  const { headers: answered, body } = await getPage({ headers: { host: 'a b' } }, { ...host, appOrigin: origin });
  assert.match(answered?.['set-cookie'] ?? '', /^__Host-arc-chat=.*; Secure$/);
  assert.equal((await ticketIn(body)).origin, origin);
});
