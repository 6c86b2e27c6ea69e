import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { leave, receive } from '@arc-chat/chat';
import { contract } from '@arc-chat/chat/testing/contract';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { startTables } from '../testing/tables.ts';

const { asked, stop } = await startTables();
after(stop);
const { log, seats, connections, tickets } = await import('../src/tables.ts');
const { ports } = await import('../src/ports.ts');

contract('in DynamoDB', { log, seats, connections, tickets });

test('a row that is not as expected is an error that says where, and not what', async () => {
  const row = { log: 'l', seq: 1, id: 'i', user: 'u', name: 'n', text: 't', at: 0 };
  await log.put('odd', Object.assign(row, { at: 'somebody’s words' }));
  await assert.rejects(
    log.from('odd', 0, 1),
    (error) => error instanceof Error && error.message === 'a row of log is not as expected: at',
  );
});

test('a seat that cannot be read, as of another version of the app, keeps nobody else from being heard', async (t) => {
  const complaints = t.mock.method(console, 'error', () => {}).mock;
  const room = 'renovated';
  const old = seatOf(room, 'old', { name: 'somebody’s name' });
  Reflect.deleteProperty(old, 'lease');
  for (const seat of [seatOf(room, 'ada'), old, seatOf(room, 'zoe')]) await seats.take(seat);
  await connections.add('old', room, 0);

  const posts: string[] = [];
  const sockets = {
    post: async (connection: string, data: string) => {
      posts.push(`${connection} ${JSON.parse(data).type}`);
      return 'delivered' as const;
    },
    close: async () => {},
  };
  const deadline = Infinity;
  const say = { type: 'say', room, id: 'a'.repeat(32), text: 'Hello.', log: null, after: 0 };
  await receive({ ...ports, deadline, sockets }, 'ada', JSON.stringify(say));
  assert.deepEqual(posts, ['ada said', 'zoe said']);
  assert.equal(complaints.callCount(), 1);
  const [told] = complaints.calls[0]?.arguments ?? [];
  assert.match(told, /^Error: a row of seats is not as expected: lease\n/);
  assert.ok(!told.includes('somebody’s'));

  // And it goes, though whose it was cannot be said.
  await leave({ ...ports, deadline, sockets }, 'old');
  assert.deepEqual([await seats.find(room, 'old'), await connections.roomOf('old')], [undefined, undefined]);
});

// The sandbox's DynamoDB answers every read as if it were: only the question tells.
test('every read is strongly consistent', () => {
  const reads = asked.filter(({ operation }) => ['Query', 'GetItem', 'BatchGetItem', 'Scan'].includes(operation));
  assert.deepEqual(new Set(reads.map(({ operation }) => operation)), new Set(['Query', 'GetItem']));
  for (const { params } of reads) assert.equal(params['ConsistentRead'], true, JSON.stringify(params));
});

test('whatever can go by itself says when, in seconds, a while after API Gateway ended its connection', async () => {
  const now = Date.now();
  asked.length = 0;
  await seats.take(seatOf('short', 'c', { since: now }));
  await connections.add('c', 'short', now);
  await tickets.use('a short one', now);
  await log.put('short', { log: 'l', seq: 1, id: 'i', user: 'u', name: 'n', text: 't', at: now });
  const ends = asked.map(({ params }) => Number(Object(params['Item']).expires?.N) - now / 1000);
  assert.equal(ends.length, 4);
  for (const seconds of ends.slice(0, 3)) assert.ok(seconds > 120 * 60 && seconds < 140 * 60, `${seconds} seconds`);
  assert.deepEqual(ends.slice(3), [NaN], 'only the log stays');
});
