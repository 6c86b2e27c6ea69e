import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caughtUp, saidAbove } from '../src/unread.ts';

const you = { user: 'u-ann', name: 'Ann' };
const row = (seq: number, user = 'u-bob') => ({ seq, id: '', user, name: '', text: 'x', at: 0 });
const messages = [row(3), row(4), row(5, 'u-ann'), row(6)];
const seqs = (known: typeof messages) => known.map(({ seq }) => seq);

test('messages of others after a row are unread, own messages are not', () => {
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 3)]), [4, 6]);
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 6)]), []);
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 0)]), [3, 4, 6]);
  assert.deepEqual(seqs([...saidAbove({ messages: [], you }, 0)]), []);
});

test('on arrival, every message counts as seen', () => {
  assert.equal(caughtUp({ messages, you }), 6);
  assert.equal(caughtUp({ messages: [], you }), 0);
  assert.equal(caughtUp({ messages, you: undefined }), undefined, 'the user is not in the room yet');
});

test('a row beyond the end of a shorter history becomes its newest row', () => {
  assert.equal(caughtUp({ messages, you }, 4), 4);
  assert.equal(caughtUp({ messages, you }, 60), 6);
});
