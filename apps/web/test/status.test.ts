import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeOf } from '../src/status.ts';
import type { Status } from '@arc-chat/client';

const waiting: Status = { type: 'waiting', retryAt: 10_400 };

test('who is connected hears nothing else', () => {
  assert.deepEqual(noticeOf({ type: 'live' }, true, 2, 0), { text: 'Connected', left: '' });
  assert.equal(noticeOf({ type: 'live' }, false, 0, 0).text, 'Connected', 'a socket knows better than the browser');
});

test('who waits sees for how long, how much is unsent, and what they can do', () => {
  const notice = noticeOf(waiting, true, 2, 6_000);
  assert.deepEqual(notice, { text: 'Reconnecting', countdown: ' in 5 s', remedy: 'Try now', left: ', 2 unsent' });
  assert.equal(noticeOf(waiting, true, 0, 20_000).countdown, ' in 0 s');
});

test('without a network nothing is promised', () => {
  assert.deepEqual(noticeOf(waiting, false, 3, 0), { text: 'Offline', left: ', 3 unsent' });
});

test('where only a new page helps, that is offered', () => {
  assert.equal(noticeOf({ type: 'stopped', reason: 'reload' }, true, 0).remedy, 'Reload');
});
