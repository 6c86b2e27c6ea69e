import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { defaultLimits } from '@arc-chat/plugin-infra';
import { limits } from '@arc-chat/protocol';
import { mostMessages, requestsOf, safeThrottle } from '../costs/fan-out.ts';
import { dollars, prices, sum, times } from '../costs/prices.ts';
import { quotas } from '../costs/quotas.ts';
import { costsReport } from '../costs/report.ts';
import { CostedRoom, ordinary, worst } from '../costs/room.ts';
import { attacks, bounds, hourOf, postsOf } from '../costs/stranger.ts';
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
  assert.deepEqual([usage.messages, usage.posts], [1, 10]);
  assert.equal(usage.invocations, 1);
  const { reads = 0, writes = 0 } = usage;
  const [newest, roster, renewed, row] = [1, Math.ceil((10 * 0.2) / 4), 1, 1];
  assert.equal(reads, newest + roster);
  assert.equal(writes, renewed + row);
});

test('an ordinary event costs no more than the same event at its worst', async () => {
  for (const event of ['say', 'typing', 'heartbeat', 'page', 'hello', 'slowDown', 'reconnect'] as const) {
    const [usual, most] = [await new CostedRoom(10, ordinary)[event](), await new CostedRoom(10, worst)[event]()];
    assert.ok(dollars(usual) < dollars(most), event);
  }
});

test('the worst text is the longest in characters and in bytes, and no other text is longer in a frame', () => {
  assert.equal(worst.text.length, limits.textCharacters);
  assert.equal(Buffer.byteLength(worst.text), limits.textBytes);
  for (const text of ['€'.repeat(1_365), '"'.repeat(2_000), '€'.repeat(1_047) + '"'.repeat(953)]) {
    assert.ok(Buffer.byteLength(JSON.stringify(text)) < Buffer.byteLength(JSON.stringify(worst.text)));
  }
});

test('the formula of docs/costs.md counts the requests of every frame', async () => {
  for (const people of [2, 10, limits.presenceSeats, limits.presenceSeats + 1, limits.roomSeats]) {
    const room = () => new CostedRoom(people);
    const others = people > limits.presenceSeats ? 0 : people - 1;
    assert.equal(requestsOf(await room().say()), 1 + people);
    assert.equal(requestsOf(await room().typing()), 1 + others);
    assert.equal(requestsOf(await room().hello()), 2 + others);
    assert.equal(requestsOf(await room().page()), 2);
  }
});

test('messages and frames stay below the quota at the rates that docs/costs.md names', () => {
  for (const quota of [quotas.requests, quotas.requestsInSomeRegions]) {
    const full = limits.roomSeats + 1;
    assert.ok(mostMessages(quota, full) * full <= quota && (mostMessages(quota, full) + 1) * full > quota);
    assert.equal(mostMessages(quota, 2), defaultLimits.rate / 2);
    const safe = safeThrottle(quota, limits.roomSeats);
    assert.ok(safe * full <= quota && (safe + 1) * full > quota);
  }
});

test('no attack makes more posts than the quota allows, or costs more than the bounds', async () => {
  const all = await attacks();
  const together = bounds(all).reduce((total, bound) => total + bound.dollars, 0);
  for (const attack of all) {
    assert.ok(postsOf(attack) + attack.rate <= quotas.requests, attack.what);
    const { own, posted } = hourOf(attack);
    assert.ok(dollars(own) + dollars(posted) <= together, attack.what);
  }
  assert.ok(
    all.some((attack) => postsOf(attack) + attack.rate === quotas.requests),
    'an attack fills the quota',
  );
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
