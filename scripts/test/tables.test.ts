import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import inventory from '@architect/inventory';
import awsLite from '@aws-lite/client';
import { startDatabase, type Database } from '../lib/database.ts';
import { askDynamoDb, type AwsClient } from '../lib/dynamodb.ts';
import { Problem } from '../lib/root.ts';
import { prepareTables } from '../lib/tables.ts';

let database: Database;
let aws: AwsClient;

before(async () => {
  database = await startDatabase();
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox', region: 'us-west-2' };
  aws = await awsLite({ ...credentials, endpoint: `http://127.0.0.1:${database.port}` });
});

after(() => database.stop());

const ask = (action: string, payload: object) => askDynamoDb(aws, action, payload);

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** Makes a table that can be used, with the key `room *String, seq **Number` and an index. */
async function make(name: string): Promise<void> {
  const Projection = { ProjectionType: 'ALL' };
  await ask('CreateTable', {
    TableName: `kept-staging-${name}`,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema('room', 'seq'),
    GlobalSecondaryIndexes: [{ IndexName: 'by-user', KeySchema: keySchema('user', 'seq'), Projection }],
    AttributeDefinitions: Object.entries({ room: 'S', user: 'S', seq: 'N' }).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
  });
  // The answer comes while the table is still being created.
  while ((await ask('DescribeTable', { TableName: `kept-staging-${name}` }))['Table'].TableStatus !== 'ACTIVE');
}

const put = (name: string, seq: number) =>
  ask('PutItem', { TableName: `kept-staging-${name}`, Item: { room: { S: 'x' }, seq: { N: String(seq) } } });

const rowsIn = async (name: string): Promise<number> =>
  (await ask('Scan', { TableName: `kept-staging-${name}`, Select: 'COUNT' }))['Count'];

/** Prepares the tables for this app.arc. */
async function prepare(tables: string, ...emptied: string[]): Promise<void> {
  const { inv } = await inventory({ rawArc: `@app\nkept\n\n${tables}` });
  await prepareTables(aws, inv, emptied);
}

const messages = '@tables\nmessages\n  room *String\n  seq **Number\n';

test('only the named tables are emptied, and a missing table is no problem', async () => {
  await Promise.all(['messages', 'sockets'].map(make));
  for (let seq = 0; seq < 60; seq++) await Promise.all([put('messages', seq), put('sockets', seq)]);
  const sockets = 'sockets\n  room *String\n  seq **Number\n\nnew\n  what *String\n';
  await prepare(`${messages}\n${sockets}`, 'sockets', 'new');
  assert.deepEqual(await Promise.all(['messages', 'sockets'].map(rowsIn)), [60, 0]);
});

for (const [change, arc, has] of [
  ['another name', '@tables\nchanged\n  room *String\n  at **Number\n', 'key room *String, at **Number'],
  ['another type', '@tables\nchanged\n  room *String\n  seq **String\n', 'key room *String, seq **String'],
  ['no sort key', '@tables\nchanged\n  room *String\n', 'key room *String'],
  [
    'a new index',
    `${messages.replace('messages', 'changed')}\n@tables-indexes\nchanged\n  id *String\n`,
    'index id *String',
  ],
] as const) {
  test(`a table with ${change} in app.arc is named`, async () => {
    await make('changed').catch(() => {});
    await put('changed', 1);
    await assert.rejects(
      prepare(arc, 'changed'),
      new Problem(
        `In app.arc the table changed has the ${has}, but not in the stored data. Change app.arc back, or delete the data: npm run reset`,
      ),
    );
    assert.equal(await rowsIn('changed'), 1);
  });
}

test('a table whose key and indexes are as in app.arc is no problem', () =>
  prepare(`${messages}\n@tables-indexes\nmessages\n  user *String\n  seq **Number\n`));
