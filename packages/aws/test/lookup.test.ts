import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import arc from '@architect/functions';
import { connections } from '../src/tables.ts';

test('the tables are looked up once, and again after a failed lookup', async (t) => {
  const answers = [new Error('no answer'), { _client: { GetItem: async () => ({}) }, name: (it: string) => it }];
  const lookup = t.mock.method(arc, 'tables', async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }).mock;
  const ask = () => connections.roomOf('c');
  await Promise.all([1, 2].map(() => assert.rejects(ask(), /no answer/)));
  assert.equal(lookup.callCount(), 1);
  assert.deepEqual(await Promise.all([ask(), ask()]), [undefined, undefined]);
  await ask();
  assert.equal(lookup.callCount(), 2);
});
