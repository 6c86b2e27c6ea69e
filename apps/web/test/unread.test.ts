import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caughtUp, saidAbove } from '../src/unread.ts';

const you = { user: 'u-ann', name: 'Ann' };
const row = (seq: number, user = 'u-bob') => ({ seq, id: '', user, name: '', text: '', at: 0 });
const messages = [row(3), row(4), row(5, 'u-ann'), row(6)];
const seqs = (known: typeof messages) => known.map(({ seq }) => seq);

test('what others said above a row is unread, and nothing of one’s own', () => {
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 3)]), [4, 6]);
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 6)]), []);
  assert.deepEqual(seqs([...saidAbove({ messages, you }, 0)]), [3, 4, 6]);
  assert.deepEqual(seqs([...saidAbove({ messages: [], you }, 0)]), []);
});

test('whoever comes in has seen what is there', () => {
  assert.equal(caughtUp({ messages, you }), 6);
  assert.equal(caughtUp({ messages: [], you }), 0);
  assert.equal(caughtUp({ messages, you: undefined }), undefined, 'nobody is in yet');
});

test('a row that a shorter history does not have was its newest', () => {
  assert.equal(caughtUp({ messages, you }, 4), 4);
  assert.equal(caughtUp({ messages, you }, 60), 6);
});
