import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { dollars, prices, sum, times } from '../costs/prices.ts';
import { costsReport } from '../costs/report.ts';
import { CostedRoom } from '../costs/room.ts';
import { readUnits, sizeOf, writeUnits } from '@arc-chat/chat/testing/size';
import { root } from '../../scripts/lib/root.ts';

test('docs/costs.md is what npm run costs -w tools writes', async () => {
  const filepath = join(root, 'docs/costs.md');
  const written = await format(await costsReport(), { ...(await resolveConfig(filepath)), filepath });
  assert.equal(readFileSync(filepath, 'utf8'), written, 'npm run costs -w tools');
});

test('README states the same costs', () => {
  const [readme, costs] = ['README.md', 'docs/costs.md'].map((path) => readFileSync(join(root, path), 'utf8'));
  const [few, many] = [2, 500].map(
    (people) => new RegExp(`^\\| ${people} .*\\*\\*(\\$\\S+)\\*\\*`, 'm').exec(costs ?? '')?.[1],
  );
  assert.ok(few && many);
  assert.ok(readme?.includes(`A million messages cost ${few} between two people, and ${many} in a room of 500.`));
});

test('a message costs one message in, one to each person, four database calls and one invocation', async () => {
  const usage = await new CostedRoom(10).say();
  assert.equal(usage.messages, 11);
  assert.equal(usage.invocations, 1);
  const { reads = 0, writes = 0 } = usage;
  const [newest, roster, renewed, row] = [1, Math.ceil((10 * 0.2) / 4), 1, 1];
  assert.equal(reads, newest + roster);
  assert.equal(writes, renewed + row);
});

test('a row has the size that DynamoDB counts', () => {
  assert.equal(sizeOf({ room: 'lobby', seq: 1234 }), 4 + 5 + 3 + 3);
  assert.equal(sizeOf({ text: '語' }), 4 + 3);
  assert.deepEqual(
    [readUnits([]), readUnits([{ a: 'x'.repeat(4095) }]), readUnits([{ a: 'x'.repeat(4096) }])],
    [1, 1, 2],
  );
  assert.deepEqual([writeUnits({ a: '' }), writeUnits({ a: 'x'.repeat(1024) })], [1, 2]);
});

test('usages add up and multiply, and every price has a source at AWS', () => {
  assert.equal(dollars({ messages: 2_000_000, minutes: 4_000_000 }), 3);
  assert.deepEqual(sum({ reads: 1 }, { reads: 2, writes: 1 }), { reads: 3, writes: 1 });
  assert.deepEqual(times(3, { reads: 2 }), { reads: 6 });
  for (const { source } of Object.values(prices)) assert.match(source, /^https:\/\/aws\.amazon\.com\//);
});
