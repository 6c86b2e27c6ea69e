import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketsOver } from '../src/sockets.ts';

const failing = (over: object) => () => Promise.reject(Object.assign(new Error('no'), over));
const never = () => new Promise(() => {});
const api = (call: (params: object) => Promise<unknown>) => ({ send: call, close: call });

test('what was posted is what was to be posted', async () => {
  const calls: object[] = [];
  const sockets = socketsOver(api(async (params) => calls.push(params)));
  assert.equal(await sockets.post('c', '{}'), 'delivered');
  await sockets.close('c');
  assert.deepEqual(calls, [{ id: 'c', payload: '{}' }, { id: 'c' }]);
});

test('only a 410 says that a connection is gone', async () => {
  assert.equal(await socketsOver(api(failing({ statusCode: 410, code: 'GoneException' }))).post('c', ''), 'gone');
  for (const error of [{}, { statusCode: 403 }, { statusCode: 429 }, { statusCode: 500 }, { code: 'GoneException' }]) {
    assert.equal(await socketsOver(api(failing(error))).post('c', ''), 'failed', JSON.stringify(error));
  }
});

test('a post that hangs has failed after a while, and its later failure disturbs nobody', async () => {
  assert.equal(await socketsOver(api(never), 1).post('c', ''), 'failed');
  let fail = (_: Error) => {};
  const late = socketsOver(
    api(() => new Promise((_, reject) => (fail = reject))),
    1,
  );
  assert.equal(await late.post('c', ''), 'failed');
  fail(new Error('at last'));
});

test('closing never throws', async () => {
  await socketsOver(api(failing({ statusCode: 410 }))).close('c');
  await socketsOver(api(failing({}))).close('c');
  await socketsOver(api(never), 1).close('c');
});
