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

test('finds nothing wrong with what was written, once each, in its order', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'b', 'c')), { sent: 3, ...flawless });
});

test('finds what is lost, unless it waits to be sent', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a')).lost, ['b', 'c']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), waiting: ['c'] }, logOf('a')).lost, ['b']);
});

test('finds what is doubled', () => {
  const { doubled, lost, wrong } = judged(wrote('a', 'b'), logOf('a', 'b', 'a'));
  assert.deepEqual({ doubled, lost, wrong }, { doubled: ['a'], lost: [], wrong: [] });
});

test('finds what came too late, unless its order is not promised', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'c', 'b')).reordered, ['b']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), isOrdered: false }, logOf('a', 'c', 'b')).reordered, []);
});

test('finds a gap, an id that stands twice, and what nobody wrote', () => {
  const [a, b, c] = logOf('a', 'b', 'c');
  assert.ok(a && b && c);
  assert.deepEqual(judged(wrote('a', 'c'), [a, c]).wrong, ['the log of lobby has a gap at 2']);
  assert.deepEqual(judged(wrote('a', 'b'), [a, { ...b, id: a.id }]).wrong, [
    '1 ids stand in lobby more than once: id 0, …',
  ]);
  assert.deepEqual(judged(wrote('a'), [a, b]).wrong, ['nobody in lobby wrote "b"']);
});

test('finds somebody who does not see the log as it is', () => {
  const log = logOf('a', 'b', 'c');
  const [a, b, c] = log;
  assert.ok(a && b && c);
  const unlike: Message[][] = [[], [a, b], [a, c], [a, c, b], [a, b, b, c], [a, { ...b, text: 'x' }, c]];
  for (const view of unlike) assert.equal(judged(wrote('a', 'b', 'c'), log, view).wrong.length, 1);
});
