import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { maxWorkers, Pool, shrinkEveryMs } from '../src/pool.ts';
import type { Outcome, Worker } from '../src/worker-process.ts';

const fn = { name: 'fn', folder: '', bundle: '', timeoutMs: 1000 };

beforeEach(() => mock.timers.enable({ apis: ['setInterval', 'setTimeout'] }));
afterEach(() => mock.timers.reset());

test('the workers that a burst leaves behind end one by one, but for the last', async () => {
  let alive = 0;
  const idle: Outcome = { answered: true, reusable: true };
  const start = (): Worker => {
    alive++;
    return { invoke: () => Promise.resolve(idle), isCurrent: () => true, kill: () => Promise.resolve(alive--) };
  };
  const pool = new Pool(fn, start);
  const call = () =>
    new Promise<void>((release) => pool.take({ api: '', environment: '', release, forget: () => undefined }));

  await Promise.all([call(), call(), call()]);
  assert.equal(alive, 3);
  for (const left of [2, 1, 1]) {
    mock.timers.tick(shrinkEveryMs);
    assert.equal(alive, left);
  }
  await call();
  assert.equal(alive, 1, 'the last one is used again');
});

test('a call whose time is up ends its worker, or leaves the queue', async () => {
  let started = 0;
  let killed = 0;
  const start = (): Worker => {
    started++;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const kill = () => {
      killed++;
      resolve({ answered: false, why: 'killed' });
      return promise;
    };
    return { invoke: () => promise, isCurrent: () => true, kill };
  };
  const pool = new Pool(fn, start);
  const released = mock.fn();
  const forgotten = mock.fn();
  const calls = maxWorkers + 1;
  for (let call = 0; call < calls; call++) {
    pool.take({ api: '', environment: '', release: released, forget: forgotten });
  }
  mock.timers.tick(fn.timeoutMs);
  await new Promise(setImmediate);
  assert.equal(started, maxWorkers, 'nobody waits for the last one any more');
  assert.ok(killed >= maxWorkers);
  assert.equal(forgotten.mock.callCount(), calls);
  assert.equal(released.mock.callCount(), 0, 'the sandbox says that it was a timeout');
});
