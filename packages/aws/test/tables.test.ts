import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { leave, receive } from '@arc-chat/chat';
import { contract } from '@arc-chat/chat/testing/contract';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { startTables } from '../testing/tables.ts';

const { asked, stop } = await startTables();
after(stop);
const { blocks, log, seats, connections, tickets } = await import('../src/tables.ts');
const { ports } = await import('../src/ports.ts');

contract('in DynamoDB', { log, seats, connections, tickets, blocks });

test('the error for an invalid row names the attribute and not its value', async () => {
  const row = { log: 'l', seq: 1, id: 'i', user: 'u', name: 'n', text: 't', at: 0 };
  await log.put('odd', Object.assign(row, { at: 'somebody’s words' }));
  await assert.rejects(
    log.from('odd', 0, 1),
    (error) => error instanceof Error && error.message === 'a row of log does not match the schema: at',
  );
});

test('an invalid seat, as of another version of the app, does not block messages to other seats', async (t) => {
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
  const event = { deadline: Infinity, unposted: () => {}, sockets };
  const say = { type: 'say', room, id: 'a'.repeat(32), text: 'Hello.', log: null, after: 0 };
  await receive({ ...ports, ...event }, 'ada', JSON.stringify(say));
  assert.deepEqual(posts, ['ada said', 'zoe said']);
  assert.equal(complaints.callCount(), 1);
  const [told] = complaints.calls[0]?.arguments ?? [];
  assert.match(told, /^Error: a row of seats does not match the schema: lease\n/);
  assert.ok(!told.includes('somebody’s'));

  // The invalid seat can be given back too, though its person is unknown.
  await leave({ ...ports, ...event }, 'old');
  assert.deepEqual([await seats.find(room, 'old'), await connections.roomOf('old')], [undefined, undefined]);
});

// In the sandbox's DynamoDB every read is consistent, so the test looks at the requests.
test('every read is strongly consistent, unless it is stale by choice', async () => {
  const reads = asked.filter(({ operation }) => ['Query', 'GetItem', 'BatchGetItem', 'Scan'].includes(operation));
  assert.deepEqual(new Set(reads.map(({ operation }) => operation)), new Set(['Query', 'GetItem']));
  const stale = reads.filter(({ params }) => params['ConsistentRead'] !== true);
  assert.equal(stale.length, 1, 'the contract suite asks once');
  await seats.inRoom('lobby', { isStale: true });
  assert.equal(asked.at(-1)?.params['ConsistentRead'], false);
});

test('a seat of older code, without an address, is read', async () => {
  const old = seatOf('older', 'c');
  Reflect.deleteProperty(old, 'address');
  await seats.take(old);
  assert.deepEqual(await seats.inRoom('older'), [{ ...old, address: '' }]);
});

test('seats, connections and tickets expire soon after a connection’s 120 minutes, and messages never', async () => {
  const now = Date.now();
  asked.length = 0;
  await seats.take(seatOf('short', 'c', { since: now }));
  await connections.add('c', 'short', now);
  await tickets.use('a short one', now);
  await log.put('short', { log: 'l', seq: 1, id: 'i', user: 'u', name: 'n', text: 't', at: now });
  const ends = asked.map(({ params }) => Number(Object(params['Item']).expires?.N) - now / 1000);
  assert.equal(ends.length, 4);
  for (const seconds of ends.slice(0, 3)) assert.ok(seconds > 120 * 60 && seconds < 140 * 60, `${seconds} seconds`);
  assert.deepEqual(ends.slice(3), [NaN], 'a message has no expiry');
});
