import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeOf } from '../src/status.ts';
import type { DoorCode, Status } from '@arc-chat/client';

const waiting: Status = { type: 'waiting', retryAt: 10_400, refusal: undefined };

test('an open connection shows nothing but “Connected”', () => {
  assert.deepEqual(noticeOf({ type: 'live' }, true, 2, 0), { text: 'Connected', left: '' });
  assert.equal(
    noticeOf({ type: 'live' }, false, 0, 0).text,
    'Connected',
    'an open socket counts more than navigator.onLine',
  );
});

test('a notice of a retry has the seconds, the number of unsent messages and a remedy', () => {
  const notice = noticeOf(waiting, true, 2, 6_000);
  assert.deepEqual(notice, { text: 'Reconnecting', countdown: ' in 5 s', remedy: 'Try now', left: ', 2 unsent' });
  assert.equal(noticeOf(waiting, true, 0, 20_000).countdown, ' in 0 s');
});

test('a full room says so', () => {
  const refused = (refusal: DoorCode) => noticeOf({ ...waiting, refusal }, true, 0, 0);
  assert.equal(refused('room-full').text, 'Room full, trying again');
  assert.equal(refused('blocked').text, 'You are blocked');
  assert.equal(refused('room-blocked').text, 'This room is closed');
});

test('without a network, the notice has no countdown and no remedy', () => {
  assert.deepEqual(noticeOf(waiting, false, 3, 0), { text: 'Offline', left: ', 3 unsent' });
});

test('a stopped connection offers to reload the page', () => {
  assert.equal(noticeOf({ type: 'stopped', reason: 'reload' }, true, 0).remedy, 'Reload');
});
