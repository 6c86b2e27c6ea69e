import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../src/later/advice.ts';
import { noticeOf } from '../src/status.ts';
import type { DoorCode, Status } from '@arc-chat/client';

const waiting: Status = { type: 'waiting', retryAt: 10_400, refusal: undefined };

test('an open connection shows nothing but “Connected”', () => {
  assert.deepEqual(noticeOf({ type: 'live' }, true, 2, 0), { text: 'Connected', left: '' });
});

test('a notice of a retry has the seconds, the number of unsent messages and a remedy', () => {
  const notice = noticeOf(waiting, true, 2, 6_000);
  assert.deepEqual(notice, { text: 'Reconnecting', countdown: ' in 5 s', remedy: 'Try now', left: ', 2 unsent' });
  assert.equal(noticeOf(waiting, true, 0, 20_000).countdown, ' in 0 s');
});

test('for each refusal at the door, a sentence says what can be done', () => {
  const refused = (refusal: DoorCode): Status => ({ ...waiting, refusal });
  assert.match(adviceOn(refused('room-full')), /full.*another room/);
  assert.match(adviceOn(refused('blocked')), /blocked.*ask the operator/);
  assert.match(adviceOn(refused('room-blocked')), /closed.*another room/);
  for (const status of [waiting, { type: 'live' } as const]) assert.equal(adviceOn(status), '');
});

test('without a network, the notice has no countdown and no remedy, even if a socket still seems open', () => {
  for (const status of [waiting, { type: 'connecting' }, { type: 'live' }] satisfies Status[]) {
    assert.deepEqual(noticeOf(status, false, 3, 0), { text: 'Offline', left: ', 3 unsent' });
  }
});

test('a stopped connection offers to reload the page', () => {
  assert.equal(noticeOf({ type: 'stopped', reason: 'reload' }, true, 0).remedy, 'Reload');
});
