import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type View, type Written } from '../chaos/judge.ts';
import type { Message } from '@arc-chat/protocol';

const room = 'lobby';

const logOf = (...texts: string[]): Message[] =>
  texts.map((text, i) => ({ seq: i + 1, id: `id ${i}`, user: 'ann', name: 'Ann', text, at: i }));

const wrote = (...texts: string[]): Written => ({ person: 'ann', room, texts, isOrdered: true, waiting: [] });

const judged = (written: Written, log: Message[], view = log) => {
  const views: View[] = [{ who: 'ann', room, messages: view }];
  return judge([written], new Map([[room, log]]), views);
};

const flawless = { lost: [], doubled: [], reordered: [], wrong: [] };

test('the judge finds nothing wrong if every message is in the log once and in order', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'b', 'c')), { sent: 3, ...flawless });
});

test('the judge finds lost messages, unless they wait to be sent', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a')).lost, ['b', 'c']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), waiting: ['c'] }, logOf('a')).lost, ['b']);
});

test('the judge finds doubled messages', () => {
  const { doubled, lost, wrong } = judged(wrote('a', 'b'), logOf('a', 'b', 'a'));
  assert.deepEqual({ doubled, lost, wrong }, { doubled: ['a'], lost: [], wrong: [] });
});

test('the judge finds messages that are out of order, unless their order is not promised', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'c', 'b')).reordered, ['b']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), isOrdered: false }, logOf('a', 'c', 'b')).reordered, []);
});

test('the judge finds a gap, a doubled id, and a message that nobody wrote', () => {
  const [a, b, c] = logOf('a', 'b', 'c');
  assert.ok(a && b && c);
  assert.deepEqual(judged(wrote('a', 'c'), [a, c]).wrong, ['the log of lobby has a gap at 2']);
  assert.deepEqual(judged(wrote('a', 'b'), [a, { ...b, id: a.id }]).wrong, [
    '1 ids are doubled in lobby, for example id 0',
  ]);
  assert.deepEqual(judged(wrote('a'), [a, b]).wrong, ['nobody in lobby wrote "b"']);
});

test('the judge finds a person with a different view of the log', () => {
  const log = logOf('a', 'b', 'c');
  const [a, b, c] = log;
  assert.ok(a && b && c);
  const unlike: Message[][] = [[], [a, b], [a, c], [a, c, b], [a, b, b, c], [a, { ...b, text: 'x' }, c]];
  for (const view of unlike) assert.equal(judged(wrote('a', 'b', 'c'), log, view).wrong.length, 1);
});
