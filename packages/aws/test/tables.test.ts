import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract } from '@arc-chat/chat/testing/contract';
import { startTables } from '../testing/tables.ts';

const { asked, stop } = await startTables();
after(stop);
const { log, seats, connections, tickets } = await import('../src/tables.ts');

contract('in DynamoDB', { log, seats, connections, tickets });

test('a row that is not as expected is an error that says where, and not what', async () => {
  const row = { log: 'l', seq: 1, id: 'i', user: 'u', name: 'n', text: 't', at: 0 };
  await log.put('odd', Object.assign(row, { at: 'somebody’s words' }));
  await assert.rejects(
    log.from('odd', 0, 1),
    (error) => error instanceof Error && error.message === 'a row of log is not as expected: at',
  );
});

// The sandbox's DynamoDB answers every read as if it were: only the question tells.
test('every read is strongly consistent', () => {
  const reads = asked.filter(({ operation }) => ['Query', 'GetItem', 'BatchGetItem', 'Scan'].includes(operation));
  assert.deepEqual(new Set(reads.map(({ operation }) => operation)), new Set(['Query', 'GetItem']));
  for (const { params } of reads) assert.equal(params['ConsistentRead'], true, JSON.stringify(params));
});

test('whatever can go by itself says when: only the log stays', () => {
  const puts = asked.flatMap(({ operation, params }) => (operation === 'PutItem' ? [JSON.stringify(params)] : []));
  assert.ok(puts.length > 0);
  for (const put of puts) assert.equal(put.includes('"expires":{"N"'), !put.includes('-log"'), put);
});
