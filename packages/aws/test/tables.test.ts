import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract } from '@arc-chat/chat/testing/contract';
import { startTables } from '../testing/tables.ts';

const { asked, stop } = await startTables();
after(stop);
const { log, seats, connections, tickets } = await import('../src/tables.ts');

contract('in DynamoDB', { log, seats, connections, tickets });

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
