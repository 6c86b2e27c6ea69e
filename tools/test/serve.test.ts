import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { openPorts } from '@arc-chat/node';
import { readServerEnv } from '@arc-chat/server';
import { root } from '../../scripts/lib/root.ts';

const serve = readFileSync(join(root, 'docs/serve.md'), 'utf8');

/** The SQL of a command in the document. */
function sqlWith(word: string): string {
  const found = [...serve.matchAll(/chat\.db "([^"]+)"/g)].map(([, sql = '']) => sql);
  const [sql, ...more] = found.filter((it) => it.includes(word));
  assert.ok(sql && more.length === 0, `one command has ${word}`);
  return sql;
}

const row = { log: 'f'.repeat(32), id: '1'.repeat(32), user: 'u', name: 'Mallory', text: 'é "quoted"', at: 5 };

/** A database as the process makes it, with two rows. */
async function aDatabase(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chat-serve-'));
  const { ports, gate, close } = openPorts(folder, true);
  await ports.log.put('garden', { ...row, seq: 1 });
  await ports.log.put('garden', { ...row, seq: 2, text: '', removes: 1 });
  await gate.passed();
  const database = new DatabaseSync(join(folder, 'chat.db'));
  t.after(() => {
    database.close();
    close();
    rmSync(folder, { recursive: true });
  });
  return { folder, ports, database };
}

test('docs/serve.md names every setting and its default', () => {
  const told = [...serve.matchAll(/^\| `([A-Z_]+)` +\| (\S+) +\|/gm)].map(([, name, value]) => [name, value]);
  const { PORT, HOST, DATA, TRUST_PROXY, RATE_LIMITS, ...others } = readServerEnv({});
  const defaults = Object.entries({
    PORT,
    HOST,
    DATA,
    ARC_APP_SECRET: 'made',
    ARC_APP_ORIGIN: 'none',
    TRUST_PROXY,
    RATE_LIMITS,
  });
  assert.deepEqual(
    told,
    defaults.map(([name, value]) => [name, /made|none/.test(String(value)) ? value : `\`${value}\``]),
  );
  assert.deepEqual(others, {}, 'no other setting has a default');
});

test('the backup of docs/serve.md is made while the process runs', async (t) => {
  const { folder, database } = await aDatabase(t);
  const file = join(folder, 'backup.db');
  database.exec(sqlWith('VACUUM INTO').replace('backup.db', file));
  using copy = new DatabaseSync(file);
  assert.equal(copy.prepare('SELECT count(*) AS count FROM log').get()?.['count'], 2);
});

test('after a restore by docs/serve.md, a cursor from before names another log', async (t) => {
  const { database } = await aDatabase(t);
  database.exec(sqlWith('unixepoch'));
  const ids = database
    .prepare("SELECT DISTINCT row ->> 'log' AS log FROM log")
    .all()
    .map(({ log }) => String(log));
  assert.equal(ids.length, 1, 'the room has one log');
  assert.match(ids[0] ?? '', /^f{24}[0-9a-f]{8}$/);
  assert.notEqual(ids[0], row.log);
});

test('the blocks of docs/serve.md keep out whom they name', async (t) => {
  const { ports, database } = await aDatabase(t);
  database.exec(sqlWith('room#garden'));
  database.exec(sqlWith('Mallory'));
  const now = Date.now();
  assert.equal(await ports.blocks.isBlocked({ kind: 'room', value: 'garden' }, now), true);
  assert.equal(await ports.blocks.isBlocked({ kind: 'user', value: 'u' }, now), true);
  assert.equal(await ports.blocks.isBlocked({ kind: 'user', value: 'v' }, now), false);
});

test('the export of docs/serve.md has every row, as DynamoDB reads it', async (t) => {
  const { database } = await aDatabase(t);
  const lines = database.prepare(sqlWith('json_object')).all();
  const item = (seq: number, over: object) => ({
    Item: {
      room: { S: 'garden' },
      seq: { N: String(seq) },
      log: { S: row.log },
      id: { S: row.id },
      user: { S: 'u' },
      name: { S: 'Mallory' },
      text: { S: row.text },
      at: { N: '5' },
      ...over,
    },
  });
  assert.deepEqual(
    lines.map((line) => JSON.parse(String(Object.values(line)[0]))),
    [item(1, {}), item(2, { text: { S: '' }, removes: { N: '1' } })],
  );
});
