import assert from 'node:assert/strict';
import { stdout } from 'node:process';
import { test } from 'node:test';
import { enter, receive } from '@arc-chat/chat';
import { Memory } from '@arc-chat/chat/testing/memory';
import { eventsOf } from '../src/events.ts';

test('each event writes a line after the commit, and no line has a text, a name, a room or a ticket', async (t) => {
  const printed: string[] = [];
  let commit = () => {};
  const gate = {
    afterCommit: (leave: () => void) => (commit = leave),
    passed: async () => {},
    writer: () => () => true,
  };
  const events = eventsOf(new Memory().ports(), gate, () => 'the tag');
  const origin = 'https://chat.example';
  const ticket = { jti: 'the ticket', sub: 'ann', name: 'Ann', room: 'garden', origin };
  await events('ws-connect', 'c1', async (ports, note) => {
    const outcome = await enter(ports, 'c1', { ticket, origin, version: 1, address: 'home' });
    note({ room: 'garden', outcome });
  });
  const say = { type: 'say', room: 'garden', id: 'a'.repeat(32), text: 'the text', log: null, after: 0 };
  await events('ws-default', 'c1', async (ports, note) => note(await receive(ports, 'c1', JSON.stringify(say))));
  const bug = events('get-index', undefined, () => Promise.reject(new Error('a bug')));
  await assert.rejects(bug, /a bug/);
  t.mock.method(stdout, 'write', (text: string) => void printed.push(text));
  commit();
  t.mock.restoreAll();
  const lines = printed
    .join('')
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), ms: 0 }));
  const posts = { gone: 0, failed: 0, left: 0 };
  assert.deepEqual(lines, [
    { function: 'ws-connect', connection: 'c1', room: 'the tag', outcome: 'ok', ms: 0, delivered: 0, ...posts },
    {
      ...{ function: 'ws-default', connection: 'c1', room: 'the tag', outcome: 'ok', type: 'say', seq: 1, ms: 0 },
      ...{ delivered: 1, ...posts },
    },
    { function: 'get-index', outcome: 'error', ms: 0, delivered: 0, ...posts },
  ]);
});
