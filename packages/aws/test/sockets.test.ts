import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { socketsOver } from '../src/sockets.ts';

const failing = (as: object) => () => Promise.reject(Object.assign(new Error('no'), as));
const never = () => new Promise(() => {});
const url = 'wss://api.example/staging';
const over = (call: (params: object) => Promise<unknown>, how: Parameters<typeof socketsOver>[2] = {}) =>
  socketsOver(async () => ({ PostToConnection: call, DeleteConnection: call }), url, how);

test('post and close pass the connection and the data on to API Gateway', async () => {
  const calls: object[] = [];
  const sockets = over(async (params) => calls.push(params));
  assert.equal(await sockets.post('c', '{}'), 'delivered');
  await sockets.close('c');
  const where = { ApiUrl: url, ConnectionId: 'c' };
  assert.deepEqual(calls, [{ ...where, Data: '{}' }, where]);
});

test('only a 410 means that a connection is gone', async (t) => {
  t.mock.method(console, 'error', () => {});
  assert.equal(await over(failing({ statusCode: 410, code: 'GoneException' })).post('c', ''), 'gone');
  for (const error of [{}, { statusCode: 403 }, { statusCode: 429 }, { statusCode: 500 }, { code: 'GoneException' }]) {
    assert.equal(await over(failing(error)).post('c', ''), 'failed', JSON.stringify(error));
  }
});

test('errors of our own are reported, and errors of one socket are not', async (t) => {
  const complaints = t.mock.method(console, 'error', () => {}).mock;
  for (const statusCode of [410, 429, 500, 503, undefined]) {
    await over(failing({ statusCode })).post('c', '');
    assert.equal(complaints.callCount(), 0, `${statusCode}`);
  }
  for (const statusCode of [400, 403, 404, 413]) await over(failing({ statusCode })).post('c', '');
  assert.equal(complaints.callCount(), 4);
});

test('the operator hears of every failure but a socket that is gone', async () => {
  const heard: unknown[] = [];
  for (const statusCode of [410, 403, 500]) {
    const sockets = over(failing({ statusCode }), { failed: (error) => heard.push(error) });
    await sockets.post('c', '');
    await sockets.close('c');
  }
  assert.equal(heard.length, 4);
});

test('a post times out after two seconds', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let outcome: string | undefined;
  const posting = over(never)
    .post('c', '')
    .then((it) => (outcome = it));
  await setImmediate();
  t.mock.timers.tick(1_999);
  await setImmediate();
  assert.equal(outcome, undefined);
  t.mock.timers.tick(1);
  assert.equal(await posting, 'failed');
});

test('a post that hangs fails after the timeout, and its later rejection is ignored', async () => {
  assert.equal(await over(never, { patience: 1 }).post('c', ''), 'failed');
  let fail = (_: Error) => {};
  const late = over(() => new Promise((_, reject) => (fail = reject)), { patience: 1 });
  assert.equal(await late.post('c', ''), 'failed');
  fail(new Error('at last'));
});

test('without a client a post throws: that is our fault, and the event fails', async () => {
  const broken = socketsOver(() => Promise.reject(new Error('no credentials')), url);
  await assert.rejects(broken.post('c', ''), /no credentials/);
});

test('close never throws', async () => {
  await over(failing({ statusCode: 410 })).close('c');
  await over(failing({})).close('c');
  await over(never, { patience: 1 }).close('c');
});
