import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postTicket } from '../src/index.ts';
import { ada, cookieOf, hostOf, origin, sessions } from '../testing/host.ts';
import type { DoorCode } from '@arc-chat/protocol';
import type { HttpRequest } from '../src/index.ts';

const cookie = cookieOf({ 'set-cookie': await sessions.sessionCookie(ada, origin) });
const headers = { host: 'chat.example', 'x-forwarded-proto': 'https', origin };
const body = JSON.stringify({ room: 'den' });

const shut = new Map<string, DoorCode>([
  ['192.0.2.1', 'room-full'],
  ['192.0.2.2', 'blocked'],
  ['192.0.2.3', 'room-blocked'],
]);

/** Asks for a ticket as the page does, with the changes in `over`. */
async function ask(over: Partial<HttpRequest> = {}, appOrigin?: string) {
  const rooms: string[] = [];
  const note = ({ room }: { room: string }) => void rooms.push(room);
  // A room that refuses some addresses.
  const refusalAtDoor = async (room: string, user: string, request: HttpRequest) =>
    room === 'den' && user === ada.sub ? shut.get(request.requestContext?.http?.sourceIp ?? '') : undefined;
  const host = { ...hostOf(), appOrigin, note, refusalAtDoor };
  const {
    statusCode,
    headers: answered,
    body: text,
  } = await postTicket({ headers, cookies: [cookie], body, ...over }, host);
  assert.equal(answered?.['cache-control'], 'no-store');
  assert.equal(answered['content-type'], 'application/json');
  const answer: { url?: string; code?: string; text?: string } = JSON.parse(text ?? '');
  const token = answer.url && new URL(answer.url).searchParams.get('ticket');
  return { statusCode, answer, rooms, renewed: answered['set-cookie'], claims: await sessions.openTicket(token) };
}

test('the page gets a socket’s URL with a ticket for its person and the room', async () => {
  for (const over of [{}, { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }]) {
    const { statusCode, answer, claims, rooms } = await ask(over);
    assert.equal(statusCode, 200);
    assert.deepEqual(Object.keys(answer), ['url']);
    assert.ok(answer.url?.startsWith('wss://socket.example/stage?ticket='));
    assert.ok(typeof claims === 'object');
    assert.deepEqual({ ...claims, jti: '' }, { jti: '', ...ada, room: 'den', origin });
    assert.deepEqual(rooms, ['den'], 'the room is logged');
  }
});

test('only a request with a name renews the cookie, and the session keeps that name', async () => {
  assert.equal((await ask()).renewed, undefined);
  for (const [name, kept] of [
    [' Ａda\u202e  L ', 'Ada L'],
    ['\u200b', 'Ada'],
  ] as const) {
    const { renewed, claims } = await ask({ body: JSON.stringify({ room: 'den', name }) });
    assert.ok(typeof claims === 'object');
    assert.equal(claims.name, kept);
    const session = await sessions.openSession([cookieOf({ 'set-cookie': renewed ?? '' })], origin);
    assert.deepEqual(session, { ...ada, name: kept });
  }
});

const refusals: [string, number, string, Partial<HttpRequest>][] = [
  ['an invalid Host header', 400, 'bad-host', { headers: { ...headers, host: 'a b' } }],
  ['a page of another origin', 403, 'other-origin', { headers: { ...headers, origin: 'https://elsewhere.example' } }],
  ['a page without an origin', 403, 'other-origin', { headers: { ...headers, origin: 'null' } }],
  ['a program that sends no origin', 403, 'other-origin', { headers: { host: 'chat.example' } }],
  ['the same host over http', 403, 'other-origin', { headers: { ...headers, origin: 'http://chat.example' } }],
  ['a full room', 409, 'room-full', { requestContext: { http: { sourceIp: '192.0.2.1' } } }],
  ['somebody who is blocked', 403, 'blocked', { requestContext: { http: { sourceIp: '192.0.2.2' } } }],
  ['a blocked room', 403, 'room-blocked', { requestContext: { http: { sourceIp: '192.0.2.3' } } }],
  ['a visitor without cookies', 401, 'no-session', { cookies: [] }],
  ['a forged session', 401, 'no-session', { cookies: ['__Host-arc-chat=forged'] }],
  ['a session in the cookie for http', 401, 'no-session', { cookies: [cookie.replace('__Host-', '')] }],
  ['an empty body', 400, 'bad-request', { body: '' }],
  ['a body that is not JSON', 400, 'bad-request', { body: 'den' }],
  ['an invalid room name', 400, 'bad-request', { body: JSON.stringify({ room: 'The Den' }) }],
  ['a list of rooms', 400, 'bad-request', { body: JSON.stringify({ room: ['den'] }) }],
  ['a name that is not a string', 400, 'bad-request', { body: JSON.stringify({ room: 'den', name: 7 }) }],
];
for (const [asker, status, code, over] of refusals) {
  test(`${asker}: ${status} ${code}, no ticket and no cookie`, async () => {
    const { statusCode, answer, renewed, rooms } = await ask(over);
    assert.deepEqual([statusCode, answer.code, answer.url, renewed], [status, code, undefined, undefined]);
    assert.ok(answer.text);
    assert.deepEqual(rooms, [...shut.values()].some((it) => it === code) ? ['den'] : []);
  });
}

test('behind a CDN, the page’s origin is the host’s appOrigin', async () => {
  const { statusCode } = await ask({ headers: { host: 'api.example', origin } }, origin);
  assert.equal(statusCode, 200);
  assert.equal((await ask({ headers }, 'https://cdn.example')).answer.code, 'other-origin');
});
