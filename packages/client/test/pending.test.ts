import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Pending } from '../src/pending.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('a wait ends with the first answer to its own key', async () => {
  const pending = new Pending<string>();
  const { signal } = new AbortController();
  const waits = Promise.all(['a', 'b', 'b', 'c'].map((key) => pending.wait(key, 1_000, signal)));
  pending.answer('b', 'one');
  pending.answer('b', 'two');
  pending.answer('a', 'three');
  mock.timers.tick(1_000);
  assert.deepEqual(await waits, ['three', 'one', 'one', 'silence']);
});

test('answerAll ends every wait', async () => {
  const pending = new Pending<string>();
  const { signal } = new AbortController();
  const waits = Promise.all(['a', 'b'].map((key) => pending.wait(key, 1_000, signal)));
  pending.answerAll('all');
  assert.deepEqual(await waits, ['all', 'all']);
});

test('when a socket is lost, its waits end as gone and leave no timer', async () => {
  const pending = new Pending<string>();
  const [lost, open] = [new AbortController(), new AbortController()];
  const waits = Promise.all([pending.wait('a', 1_000, lost.signal), pending.wait('a', 1_000, open.signal)]);
  const { mock: cleared } = mock.method(globalThis, 'clearTimeout');
  lost.abort();
  assert.equal(cleared.callCount(), 1);
  pending.answer('a', 'late');
  assert.deepEqual(await waits, ['gone', 'late']);
});

test('the time of a wait begins when its question has left', async () => {
  const pending = new Pending<string>();
  let onSent = () => {};
  let outcome: string | undefined;
  const waiting = pending
    .wait('a', 100, new AbortController().signal, (sent) => (onSent = sent))
    .then((it) => (outcome = it));
  mock.timers.tick(1_000);
  await Promise.resolve();
  assert.equal(outcome, undefined);
  onSent();
  mock.timers.tick(100);
  assert.equal(await waiting, 'silence');
});
