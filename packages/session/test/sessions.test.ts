import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { newSession, rename, sessionsWith } from '../src/sessions.ts';

const { openSession, openTicket, sealTicket, sessionCookie } = sessionsWith('a secret of thirty-two characters');
const origin = 'https://chat.example';
const local = 'http://localhost:3333';
const ada = { sub: 'user-ada', name: 'Ada' };
const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

test('a session’s cookie is HttpOnly and SameSite=Lax, and on https also Secure with the prefix __Host-', async () => {
  const cookie = await sessionCookie(ada, origin);
  assert.match(cookie, /^__Host-arc-chat=[\w.-]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure$/);
  assert.match(await sessionCookie(ada, local), /^arc-chat=.*; SameSite=Lax$/);
  assert.deepEqual(await openSession(['theme=dark', 'arc-chat=x', pairOf(cookie)], origin), ada);
  assert.deepEqual(await openSession([pairOf(await sessionCookie(ada, local))], local), ada);
  for (const cookies of [
    undefined,
    [],
    ['__Host-arc-chat='],
    ['__Host-arc-chat=x'],
    [pairOf(cookie).replace('arc-chat', 'arc-chat2')],
    // A subdomain next to ours can set a cookie of this name, so it must not count.
    [pairOf(cookie).replace('__Host-', '')],
  ]) {
    assert.equal(await openSession(cookies, origin), undefined);
  }
});

test('a session lasts 90 days, a ticket a minute', async (t) => {
  mock.timers.enable({ apis: ['Date'], now: 1_767_225_600_000 });
  t.after(() => mock.timers.reset());
  const cookie = pairOf(await sessionCookie(ada, origin));
  const ticket = await sealTicket(ada, 'lobby', origin);
  mock.timers.tick(59_000);
  assert.equal(typeof (await openTicket(ticket)), 'object');
  mock.timers.tick(1_000);
  assert.equal(await openTicket(ticket), 'expired-ticket');
  mock.timers.tick(90 * 24 * 3_600_000 - 61_000);
  assert.ok(await openSession([cookie], origin));
  mock.timers.tick(1_000);
  assert.equal(await openSession([cookie], origin), undefined);
});

test('a ticket holds its person, room and origin, and every ticket has its own id', async () => {
  const [one, two] = await Promise.all([sealTicket(ada, 'lobby', origin), sealTicket(ada, 'lobby', origin)]);
  const [first, second] = await Promise.all([openTicket(one), openTicket(two)]);
  assert.ok(typeof first === 'object' && typeof second === 'object');
  assert.match(first.jti, /^[0-9a-f]{32}$/);
  assert.notEqual(first.jti, second.jti);
  assert.deepEqual({ ...first, jti: '' }, { jti: '', ...ada, room: 'lobby', origin });
});

test('a ticket does not open as a session, and a session does not open as a ticket', async () => {
  const cookie = await sessionCookie(ada, origin);
  assert.equal(await openTicket(pairOf(cookie).split('=')[1]), 'bad-ticket');
  assert.equal(await openSession([`__Host-arc-chat=${await sealTicket(ada, 'lobby', origin)}`], origin), undefined);
});

test('a value that is not a ticket, or is sealed with another secret, is a bad ticket', async () => {
  for (const token of [undefined, '', 'x', ['a'], {}]) assert.equal(await openTicket(token), 'bad-ticket');
  const ticket = await sealTicket(ada, 'lobby', origin);
  assert.equal(await sessionsWith('another secret of so many characters').openTicket(ticket), 'bad-ticket');
});

test('every new session is a new person; a new name is cleaned, and the old name stays if the new one is empty', () => {
  const [one, two] = [newSession(), newSession()];
  assert.notEqual(one.sub, two.sub);
  assert.deepEqual(rename(ada, ' Ａda\u202e  L '), { sub: 'user-ada', name: 'Ada L' });
  for (const name of ['', ' ', '\u200b\u034f']) assert.deepEqual(rename(ada, name), ada);
});
