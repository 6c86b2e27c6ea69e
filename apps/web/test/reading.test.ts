import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownFrom, keepRow, keptRow } from '../src/later/reading.ts';

const row = (seq: number) => ({ seq, id: '', user: 'u-bob', name: '', text: 'x', at: 0 });

test('the row that was read is kept for its room and its log', () => {
  assert.equal(keptRow('garden', 'log-1'), undefined, 'a first visit');
  keepRow('garden', 'log-1', 40);
  assert.equal(keptRow('garden', 'log-1'), 40);
  assert.equal(keptRow('garden', 'log-2'), undefined, 'row 40 of another log is another message');
  assert.equal(keptRow('den', 'log-1'), undefined);
});

test('an empty room has no log yet, and the first log begins after it', () => {
  keepRow('attic', null, 0);
  assert.equal(keptRow('attic', 'log-1'), 0);
});

test('the messages after a row are all known if there are none between it and the first known one', () => {
  const messages = [row(11), row(12)];
  assert.equal(isKnownFrom({ messages, hasOlder: true }, 12), true);
  assert.equal(isKnownFrom({ messages, hasOlder: true }, 10), true);
  assert.equal(isKnownFrom({ messages, hasOlder: true }, 9), false);
  assert.equal(isKnownFrom({ messages, hasOlder: false }, 0), true);
  assert.equal(isKnownFrom({ messages: [], hasOlder: false }, 0), true);
});
