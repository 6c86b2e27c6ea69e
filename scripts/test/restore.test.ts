import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, request as connectTo, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import awsLite from '@aws-lite/client';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { build } from '../lib/build.ts';
import { askDynamoDb, type AwsClient } from '../lib/dynamodb.ts';
import { listen } from '../lib/free-ports.ts';
import { copyRoom, copyRooms } from '../lib/operator/copy-rooms.ts';
import { logTable } from '../lib/operator/log-table.ts';
import { environment, Problem, root } from '../lib/root.ts';
import { startSandbox, type Sandbox } from '../lib/sandbox.ts';
import { fakeAws } from '../testing/fake-aws.ts';

const timeout = 60_000;
/** The sandbox's table. */
const stageTable = 'arc-chat-staging-log';
const keys = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox', AWS_REGION: 'us-west-2' };

/** The lines of the functions. */
const printed: string[] = [];
let sandbox: Sandbox;
let tablesPort: number;
let aws: AwsClient;

before(async () => {
  assert.equal(await build(), undefined);
  sandbox = await startSandbox({ print: (line) => printed.push(line) });
  tablesPort = JSON.parse(sandbox.env['ARC_SANDBOX'] ?? '').ports.tables;
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox', region: 'us-west-2' };
  aws = await awsLite({ ...credentials, endpoint: `http://127.0.0.1:${tablesPort}` });
});

after(() => sandbox.stop());

const ask = (action: string, payload: object) => askDynamoDb(aws, action, payload);

async function until({ signal }: { signal: AbortSignal }, isTrue: () => unknown): Promise<void> {
  while (!(await isTrue())) await delay(20, undefined, { signal });
}

type Item = Record<string, { S: string } | { N: string }>;

const [firstLog, secondLog] = ['1', '2'].map((digit) => digit.repeat(32));

/** Rows of a log, as DynamoDB writes them. */
const rowsOf = (room: string, count: number, log = firstLog): Item[] =>
  Array.from({ length: count }, (_, i) => ({
    room: { S: room },
    seq: { N: String(i + 1) },
    log: { S: String(log) },
    id: { S: `${log}`.slice(4) + String(i + 1).padStart(4, '0') },
    user: { S: 'user-old' },
    name: { S: 'Old' },
    text: { S: `Long ago ${i + 1}` },
    at: { N: '1767225600000' },
  }));

async function put(TableName: string, items: Item[]): Promise<void> {
  await Promise.all(items.map((Item) => ask('PutItem', { TableName, Item })));
}

const itemsIn = async (TableName: string): Promise<Item[]> => (await ask('Scan', { TableName }))['Items'];

const inRoom = async (room: string): Promise<Item[]> => {
  const how = {
    KeyConditionExpression: '#room = :room',
    ExpressionAttributeNames: { '#room': 'room' },
    ExpressionAttributeValues: { ':room': { S: room } },
  };
  return (await ask('Query', { TableName: stageTable, ...how }))['Items'];
};

async function remove(items: Item[]): Promise<void> {
  await Promise.all(items.map(({ room, seq }) => ask('DeleteItem', { TableName: stageTable, Key: { room, seq } })));
}

/** Makes a table with these rows, as DynamoDB restores a backup. */
async function restoredTable(t: TestContext, TableName: string, items: Item[]) {
  await ask('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: ['room', 'seq'].map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
    AttributeDefinitions: ['S', 'N'].map((AttributeType, i) => ({
      AttributeName: i === 0 ? 'room' : 'seq',
      AttributeType,
    })),
  });
  await until(t, async () => (await ask('DescribeTable', { TableName }))['Table'].TableStatus === 'ACTIVE');
  await put(TableName, items);
  return logTable(aws, TableName, 'us-west-2');
}

/** Runs the command for a deployed stage with the sandbox's database. */
async function restore(t: TestContext, ...args: string[]) {
  const fake = await fakeAws(t);
  fake.database = tablesPort;
  fake.stacks.set('ArcChatStaging', { status: 'UPDATE_COMPLETE', outputs: { LogTable: stageTable } });
  const command = [join(root, 'scripts/admin.ts'), 'staging', 'restore', ...args];
  const env = { ...environment, ...keys, AWS_ENDPOINT_URL: fake.url };
  return new Promise<{ isOk: boolean; lines: string[] }>((done) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
      done({ isOk: !error, lines: `${stdout}${stderr}`.trimEnd().split('\n') }),
    );
  });
}

async function enter(t: TestContext, room: string): Promise<Room> {
  const person = new Room(room, guest(sandbox.url));
  t.after(() => person.close());
  person.open();
  return person;
}

const isLive = ({ state }: Room) => state.status.type === 'live';

test('messages come back as they were, and the people in the room go on', { timeout }, async (t) => {
  const ann = await enter(t, 'garden');
  for (const text of ['One', 'Two', 'Three']) await ann.say(text);
  await until(t, () => ann.state.messages.length === 3 && ann.state.outbox.length === 0);
  const said = ann.state.messages;
  await put(stageTable, rowsOf('meadow', 120));
  const backup = await itemsIn(stageTable);
  const from = await restoredTable(t, 'restored-log', backup);
  await remove(backup);
  assert.deepEqual(await itemsIn(stageTable), []);

  const { isOk, lines } = await restore(t, 'restored-log');
  assert.ok(isOk, lines.join('\n'));
  assert.deepEqual(
    lines.toSorted(),
    [
      `Copying from restored-log to ${stageTable}`,
      'garden: closed, until its rows are copied',
      'garden: 3 rows copied',
      'meadow: closed, until its rows are copied',
      'meadow: 120 rows copied',
      '123 rows copied. 2 of 2 rooms have all their rows.',
    ].toSorted(),
  );
  assert.deepEqual(await itemsIn(stageTable), backup);
  const again: string[] = [];
  await copyRooms(from, logTable(aws, stageTable, 'us-west-2'), (line) => again.push(line));
  assert.deepEqual(again, ['0 rows copied. 2 of 2 rooms have all their rows.']);

  const bob = await enter(t, 'garden');
  await until(t, () => isLive(bob));
  assert.deepEqual(bob.state.messages, said);
  await ann.say('Four');
  await until(t, () => bob.state.messages.length === 4);
  assert.equal(bob.state.messages[3]?.seq, 4);
  assert.equal(ann.state.restarts, 0);
});

test(
  'after an interruption a room is closed, and only a run with all rows of the first one opens it',
  { timeout },
  async (t) => {
    const from = await restoredTable(t, 'cut-log', rowsOf('cut', 150));
    const older = await restoredTable(t, 'older-log', rowsOf('cut', 110));
    const to = logTable(aws, stageTable, 'us-west-2');
    const cable = new Problem('The cable is cut.');
    const cut = {
      ...to,
      put: async (row: Parameters<typeof to.put>[0]) => (row.seq < 120 ? to.put(row) : Promise.reject(cable)),
    };
    await assert.rejects(
      copyRoom(from, cut, 'cut', () => {}),
      cable,
    );

    assert.deepEqual(await copyRoom(older, to, 'cut', () => {}), {
      copied: 0,
      reason:
        'another run closed it to copy up to row 150, and that row is not in the table to restore from. Run this with the table of that run. The room stays closed',
    });
    printed.length = 0;
    const ann = await enter(t, 'cut');
    await ann.say('Is this thing on?');
    await until(t, () => printed.some((line) => /"outcome":"internal"/.test(line)));
    assert.ok(!isLive(ann));
    assert.equal((await inRoom('cut')).length, 119 + 1, 'the rows so far, and the one that closes the room');

    assert.deepEqual(await copyRoom(from, to, 'cut', () => {}), { copied: 31 });
    await until(t, () => isLive(ann) && ann.state.outbox.length === 0);
    const rows = await inRoom('cut');
    assert.deepEqual(rows.slice(0, 150), rowsOf('cut', 150));
    assert.deepEqual(
      rows.slice(150).map(({ text }) => text),
      [{ S: 'Is this thing on?' }],
    );
  },
);

test('the client writes a row again if the answer is lost, and the copy goes on', { timeout }, async (t) => {
  let attempts = 0;
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const { url, method, headers } = request;
    const body = await text(request);
    const isIt = headers['x-amz-target']?.includes('PutItem') && body.includes('"seq":{"N":"41"}');
    const isLost = isIt && ++attempts === 1;
    const onwards = connectTo({ port: tablesPort, path: url, method, headers, agent: false }, (answer) => {
      if (isLost) response.destroy();
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    onwards.end(body);
  };
  const proxy = createServer((request, response) => void forward(request, response));
  const endpoint = `http://127.0.0.1:${await listen(proxy, '127.0.0.1', 0)}`;
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox', region: 'us-west-2' };
  const to = logTable(await awsLite({ ...credentials, endpoint }), stageTable, 'us-west-2');
  const from = await restoredTable(t, 'lost-log', rowsOf('lost', 60));
  assert.deepEqual(await copyRoom(from, to, 'lost', () => {}), { copied: 60 });
  assert.equal(attempts, 2);
  assert.deepEqual(await inRoom('lost'), rowsOf('lost', 60));
});

test('two runs at once copy all rows, and the room is open after both', { timeout }, async (t) => {
  const from = await restoredTable(t, 'twice-log', rowsOf('twice', 120));
  const to = logTable(aws, stageTable, 'us-west-2');
  const run = () => copyRoom(from, to, 'twice', () => {});
  for (const { reason } of await Promise.all([run(), run()])) assert.equal(reason, undefined);
  assert.deepEqual(await inRoom('twice'), rowsOf('twice', 120));
});

test('a room that people wrote in since stays as it is, and the others are restored', { timeout }, async (t) => {
  const now = rowsOf('busy', 2, secondLog);
  await put(stageTable, now);
  const from = await restoredTable(t, 'two-log', [...rowsOf('busy', 3), ...rowsOf('quiet', 3)]);
  const lines: string[] = [];
  const copying = copyRooms(from, logTable(aws, stageTable, 'us-west-2'), (line) => lines.push(line));
  await assert.rejects(copying, new Problem('3 rows copied. 1 of 2 rooms have all their rows.'));
  assert.ok(
    lines.includes(
      'busy: not restored, because people wrote in it since, so it has a new log. Two logs cannot be merged',
    ),
  );
  assert.deepEqual(await inRoom('busy'), now);
  assert.deepEqual(await inRoom('quiet'), rowsOf('quiet', 3));
});

test('only missing rows are written, and the newer ones stay', { timeout }, async (t) => {
  const rows = rowsOf('grown', 9).map((it, i) => (i < 5 ? it : { ...it, text: { S: 'newer' } }));
  await put(stageTable, rows);
  await remove(rows.slice(2, 4));
  const from = await restoredTable(t, 'short-log', rowsOf('grown', 5));
  assert.deepEqual(await copyRoom(from, logTable(aws, stageTable, 'us-west-2'), 'grown', () => {}), { copied: 2 });
  assert.deepEqual(await inRoom('grown'), rows);
});

test('a message that is written at the same moment stays, and the room is open', { timeout }, async (t) => {
  const [to, own] = [logTable(aws, stageTable, 'us-west-2'), rowsOf('race', 1, secondLog)];
  const from = await restoredTable(t, 'race-log', rowsOf('race', 3));
  const late = {
    ...to,
    close: async (...given: Parameters<typeof to.close>) => {
      await put(stageTable, own);
      return to.close(...given);
    },
  };
  const { copied, reason } = await copyRoom(from, late, 'race', () => {});
  assert.equal(copied, 0);
  assert.equal(reason, 'from row 1 on it has other messages. Two logs cannot be merged');
  assert.deepEqual(await inRoom('race'), own);
});

test(
  'rows behind another message or a hole are not copied, and a newer table fills the hole',
  { timeout },
  async (t) => {
    const [to, all] = [logTable(aws, stageTable, 'us-west-2'), rowsOf('split', 6)];
    const from = await restoredTable(t, 'split-log', [...all, ...rowsOf('holed', 6).toSpliced(3, 1)]);
    const own = all.slice(0, 4).with(3, { ...all[3], id: { S: 'another' } });
    await put(stageTable, own);
    const { copied, reason } = await copyRoom(from, to, 'split', () => {});
    assert.equal(copied, 0);
    assert.match(reason ?? '', /^from row 4 on it has other messages/);
    assert.deepEqual(await inRoom('split'), own);

    const holed = await copyRoom(from, to, 'holed', () => {});
    assert.equal(holed.copied, 3);
    assert.equal(
      holed.reason,
      'row 4 is missing in the table to restore from. The rows before it are there. The room stays closed',
    );
    assert.deepEqual((await inRoom('holed')).slice(0, -1), rowsOf('holed', 3));

    const newer = await restoredTable(t, 'newer-log', rowsOf('holed', 7));
    assert.deepEqual(await copyRoom(newer, to, 'holed', () => {}), { copied: 4 });
    assert.deepEqual(await inRoom('holed'), rowsOf('holed', 7));
  },
);

test('a wrong name of a table is answered in one line', { timeout }, async (t) => {
  const wrong = async (...args: string[]) => {
    const { isOk, lines } = await restore(t, ...args);
    assert.ok(!isOk);
    return lines.at(-1);
  };
  assert.equal(await wrong(), 'Name the table to copy from: npm run admin -- staging restore restored-log');
  assert.equal(await wrong(stageTable), `${stageTable} is the table of staging itself. Name the table to copy from.`);
  assert.equal(
    await wrong('restored-log', 'again'),
    'Name one table, and nothing after it: npm run admin -- staging restore restored-log',
  );
  assert.equal(await wrong('nowhere'), 'There is no table nowhere in us-west-2.');
});
