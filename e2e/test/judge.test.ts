import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type View, type Written } from '../chaos/judge.ts';
import type { Message } from '@arc-chat/protocol';

const room = 'lobby';

const logOf = (...texts: string[]): Message[] =>
  texts.map((text, i) => ({ seq: i + 1, id: `id ${text}`, user: 'ann', name: 'Ann', text, at: i }));

const wrote = (...texts: string[]): Written => ({
  person: 'ann',
  room,
  entries: texts.map((text) => ({ id: `id ${text}`, text })),
  reported: texts,
  isOrdered: true,
  waiting: [],
});

const judged = (written: Written, log: Message[], view = log) => {
  const views: View[] = [{ who: 'ann', room, messages: view }];
  return judge([written], new Map([[room, log]]), views);
};

const flawless = { removed: 0, lost: [], doubled: [], reordered: [], wrong: [] };

test('the judge finds nothing wrong if every message is in the log once and in order', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'b', 'c')), { sent: 3, ...flawless });
});

test('the judge finds lost messages, unless they wait to be sent', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a')).lost, ['b', 'c']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), waiting: ['id c'] }, logOf('a')).lost, ['b']);
  assert.deepEqual(judged({ ...wrote('a'), reported: ['a', 'b'] }, logOf('a')).lost, ['b']);
});

test('the judge finds doubled messages', () => {
  assert.deepEqual(judged(wrote('a', 'b'), logOf('a', 'b', 'a')), {
    sent: 2,
    ...flawless,
    doubled: ['a'],
    reordered: ['a'],
  });
});

test('the judge finds messages that are out of order, unless their order is not promised', () => {
  assert.deepEqual(judged(wrote('a', 'b', 'c'), logOf('a', 'c', 'b')).reordered, ['b']);
  assert.deepEqual(judged({ ...wrote('a', 'b', 'c'), isOrdered: false }, logOf('a', 'c', 'b')).reordered, []);
});

test('the judge finds a gap, another text, and a message that nobody wrote', () => {
  const [a, b, c] = logOf('a', 'b', 'c');
  assert.ok(a && b && c);
  assert.deepEqual(judged(wrote('a', 'c'), [a, c]).wrong, ['the log of lobby has a gap at 2']);
  assert.deepEqual(judged(wrote('b'), [b]).wrong, ['the log of lobby has a gap at 1']);
  assert.deepEqual(judged(wrote('a', 'b'), [a, { ...b, text: 'x' }]).wrong, [
    '2 in lobby is "x", and its author wrote "b"',
  ]);
  assert.deepEqual(judged(wrote('a'), [a, b]).wrong, ['nobody in lobby wrote 2 "b"']);
});

test('the judge finds a removal that is lost, that left the text, or that is not its author’s to make', () => {
  const [a, b] = logOf('a', 'b');
  assert.ok(a && b);
  const entries = [...wrote('a', 'b').entries, { id: 'removal', text: '', removes: 1 }];
  const written = { ...wrote('a', 'b'), entries };
  const removal: Message = { ...b, seq: 3, id: 'removal', text: '', removes: 1 };
  const empty = { ...a, text: '' };
  assert.deepEqual(judged(written, [empty, b, removal]), { sent: 2, ...flawless, removed: 1 });
  assert.deepEqual(judged(written, [a, b]).lost, ['the removal of 1']);
  assert.deepEqual(judged(written, [a, b, removal]).wrong, [
    '1 in lobby is "a", and its author wrote "a", then removed it',
  ]);
  assert.deepEqual(judged(wrote('a', 'b'), [empty, b]).wrong, ['1 in lobby is "", and its author wrote "a"']);
  assert.deepEqual(judged(written, [{ ...empty, user: 'bob' }, b, removal]).wrong, [
    '3 in lobby removes 1, which is no message of its author',
  ]);
});

test('the judge finds a person with a different view of the log', () => {
  const log = logOf('a', 'b', 'c');
  const [a, b, c] = log;
  assert.ok(a && b && c);
  const unlike: Message[][] = [[], [a, b], [a, c], [a, c, b], [a, b, b, c], [a, { ...b, text: 'x' }, c]];
  for (const view of unlike) assert.equal(judged(wrote('a', 'b', 'c'), log, view).wrong.length, 1);
});
