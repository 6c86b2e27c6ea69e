import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Answer } from '../src/invocation.ts';
import { maxWorkers, Pool, shrinkEveryMs, startsAtOnce, type Call } from '../src/pool.ts';
import type { Worker } from '../src/worker-process.ts';

const timeoutMs = 1000;
const fn = { name: 'fn', folder: '', bundle: '', timeoutMs };
const fine: Answer = { path: 'response', body: 'null', reusable: true };

/** Fakes of the sandbox and of `worker-process.ts`. */
function stage(work: () => Promise<Answer>, ready: Promise<unknown> = Promise.resolve()) {
  const workers = new Set<Worker>();
  const counts = { started: 0, answered: 0, released: 0, forgotten: 0 };
  const start = () => {
    const { promise: gone, resolve } = Promise.withResolvers<Answer>();
    const kill = () => {
      workers.delete(worker);
      resolve({ path: 'error', body: '', reusable: false });
    };
    const worker: Worker = { invoke: work, ready, gone, isCurrent: () => true, kill };
    counts.started++;
    workers.add(worker);
    return worker;
  };
  const pool = new Pool(fn, start);
  const call = (): Call => ({
    api: {
      next: () => Promise.resolve({ id: '', arn: '', event: '{}' }),
      answer: () => Promise.resolve(void counts.answered++),
    },
    arrivedMs: 0,
    environment: '',
    release: () => void counts.released++,
    forget: () => void counts.forgotten++,
  });
  return { pool, workers, counts, call, take: () => pool.take(call()) };
}

const settled = () => new Promise(setImmediate);

beforeEach(() => mock.timers.enable({ apis: ['setInterval', 'setTimeout'] }));
afterEach(() => mock.timers.reset());

test('idle workers that no call needed end together, except one', async () => {
  const { workers, counts, take } = stage(() => Promise.resolve(fine));
  for (let call = 0; call < 3; call++) take();
  await settled();
  assert.deepEqual([workers.size, counts.released], [3, 3]);
  mock.timers.tick(shrinkEveryMs);
  assert.equal(workers.size, 3, 'all were needed lately');
  take();
  take();
  await settled();
  mock.timers.tick(shrinkEveryMs);
  assert.equal(workers.size, 3, 'two were needed lately, and one is spare');
  for (let time = 0; time < 2; time++) {
    mock.timers.tick(shrinkEveryMs);
    assert.equal(workers.size, 1);
  }
  take();
  await settled();
  assert.deepEqual([counts.started, counts.released], [3, 6], 'the last one is used again');
});

test('a call that times out ends its worker, or leaves the queue', async () => {
  const { workers, counts, take } = stage(() => new Promise(() => {}));
  for (let call = 0; call < maxWorkers + 1; call++) take();
  await settled();
  mock.timers.tick(timeoutMs);
  await settled();
  assert.equal(workers.size, 0);
  // The sandbox reports the timeout itself, and nobody waits for the queued call any more.
  assert.deepEqual(counts, { started: maxWorkers, answered: 0, released: 0, forgotten: maxWorkers + 1 });
});

test('a caller that has its answer finds the worker free', async () => {
  const { pool, counts, take } = stage(() => Promise.resolve(fine));
  const again = Promise.withResolvers<void>();
  take();
  const impatient: Call = {
    api: {
      next: () => Promise.resolve({ id: '', arn: '', event: '{}' }),
      // The sandbox forwards the answer before it confirms the request.
      answer: () => Promise.resolve(take()),
    },
    arrivedMs: 0,
    environment: '',
    release: again.resolve,
    forget: () => undefined,
  };
  await settled();
  pool.take(impatient);
  await again.promise;
  await settled();
  assert.equal(counts.started, 1);
});

test('in a burst only a few workers start at once; the other calls wait for the first free worker', async () => {
  const started = Promise.withResolvers<void>();
  const burst = startsAtOnce * 10;
  const { counts, take } = stage(() => started.promise.then(() => fine), started.promise);
  for (let call = 0; call < burst; call++) take();
  await settled();
  assert.equal(counts.started, startsAtOnce);
  started.resolve();
  await settled();
  assert.equal(counts.released, burst);
});

test('a call whose event cannot be had fails at once, even if nobody takes the answer; its worker is kept', async () => {
  for (const answer of [() => Promise.resolve(), () => Promise.reject(new Error('404'))]) {
    const { pool, workers, counts, call, take } = stage(() => Promise.resolve(fine));
    const next = () => Promise.reject(new Error('404'));
    const answers: Answer[] = [];
    pool.take({ ...call(), api: { next, answer: (it) => (answers.push(it), answer()) } });
    await settled();
    assert.deepEqual([answers.map(({ path }) => path), counts.released], [['error'], 1]);
    take();
    await settled();
    assert.deepEqual([workers.size, counts.started, counts.released], [1, 1, 2]);
  }
});
