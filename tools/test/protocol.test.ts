import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { burst, classicDoor, door, events, flood, goodbye, slowDown } from '@arc-chat/chat/testing/calls';
import {
  budget,
  clientTypes,
  codes,
  decodeClientFrame,
  decodeServerFrame,
  limits,
  effects,
  serverTypes,
} from '@arc-chat/protocol';
import { root } from '../../scripts/lib/root.ts';

/** PROTOCOL.md, without the spaces that align its tables. */
const document = readFileSync(join(root, 'packages/protocol/PROTOCOL.md'), 'utf8').replace(/(?<=\S) {2,}/g, ' ');

/** The JSON examples of one side. An example's side is in its own mark, or else in the heading above it. */
function examplesFrom(side: 'client' | 'server'): string[] {
  const examples: string[] = [];
  let speaker: string | undefined;
  for (const [, heading, marked, json] of document.matchAll(/^## (.*)$|^```json(.*)\n([^]*?)^```$/gm)) {
    if (heading !== undefined) speaker = /^From the (client|server)/.exec(heading)?.[1];
    const by = /from the (client|server)/.exec(marked ?? '')?.[1] ?? speaker;
    if (json !== undefined && by === side) examples.push(json);
  }
  return examples;
}

const fromClient = examplesFrom('client').map((json) => ({ json, decoded: decodeClientFrame(json) }));
const fromServer = examplesFrom('server').map((json) => ({ json, frame: decodeServerFrame(json) }));

test('every example is from the client or from the server', () => {
  assert.equal(fromClient.length + fromServer.length, document.match(/^```json/gm)?.length);
});

test('every example from the client is a frame without unknown keys', () => {
  for (const { json, decoded } of fromClient) {
    assert.ok(decoded.ok, json);
    const value = JSON.parse(json);
    assert.deepEqual(decoded.frame, 'type' in value ? value : { type: 'classic', ...value });
  }
});

test('every example from the server is a frame without unknown keys', () => {
  for (const { json, frame } of fromServer) {
    assert.ok(frame, json);
    const value = JSON.parse(json);
    assert.deepEqual(
      frame,
      'type' in value ? value : { type: 'refused', code: 'internal', text: 'Internal server error' },
    );
  }
});

test('every frame has an example, in each of its forms', () => {
  const heard = fromClient.map(({ decoded }) => (decoded.ok ? decoded.frame : undefined));
  for (const type of [...clientTypes, 'classic']) {
    assert.ok(
      heard.some((frame) => frame?.type === type),
      type,
    );
  }
  const said = fromServer.map(({ frame }) => frame);
  for (const type of serverTypes) {
    assert.ok(
      said.some((frame) => frame?.type === type),
      type,
    );
  }
  for (const key of ['before', 'after'] as const) {
    assert.ok(heard.some((frame) => frame?.type === 'page' && frame[key] !== undefined));
    assert.ok(said.some((frame) => frame?.type === 'page' && frame[key] !== undefined));
  }
});

/** The words of PROTOCOL.md for each effect of a refusal. */
const remedyOf = {
  fail: /^marks the message .*`failed`/,
  wait: /sends the same again/,
  resync: /^moves the floor up/,
  restart: /^starts over/,
  reconnect: /^opens a new socket/,
};

test('every refusal has an example, and a row with its cause and its remedy', () => {
  const refused = fromServer.flatMap(({ frame }) => (frame?.type === 'refused' ? [frame.code] : []));
  const rows = document.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$/gm);
  const remedies = new Map(Array.from(rows, ([, code, remedy]) => [code, remedy]));
  for (const code of codes) {
    assert.ok(refused.includes(code), code);
    assert.match(remedies.get(code) ?? '', remedyOf[effects[code]], code);
  }
});

test('PROTOCOL.md states the limits of the code', () => {
  const table = document.slice(document.indexOf('\n## Limits'));
  const says = (row: string) => table.split('\n').some((line) => line.startsWith(`| ${row}`));
  assert.ok(says(`a frame from the client | ${limits.clientFrameBytes} bytes |`));
  assert.ok(says(`a frame from the server | ${limits.serverFrameBytes} bytes;`));
  assert.ok(says(`a text | ${limits.textCharacters} characters (UTF-16 code units) and ${limits.textBytes} bytes |`));
  assert.ok(says(`a name | ${limits.nameCharacters} characters,`));
  assert.ok(says(`messages in a \`welcome\` or \`page\` | ${limits.pageMessages} |`));
  assert.ok(says(`rows above a floor that a \`say\` searches | ${limits.floorRows} |`));
  assert.ok(says(`seats of a room | ${limits.roomSeats} |`));
  assert.ok(says(`seats of a room from one network address | ${limits.addressSeats} |`));
  assert.ok(says(`seats up to which a room tells presence and typing | ${limits.presenceSeats} |`));
  assert.ok(says(`\`retryAfterMs\` | ${limits.retryAfterMs} |`));
  assert.match(document, new RegExp(`over ${limits.floorRows} rows above the floor`));
  assert.equal(
    document.match(/more than (\d+) seats/g)?.every((it) => it.includes(`${limits.presenceSeats}`)),
    true,
  );
});

test('PROTOCOL.md states the budget of a seat', () => {
  const { costMs, creditMs, floodMs } = budget;
  assert.deepEqual(new Set([costMs.hello, costMs.remove, costMs.page]), new Set([costMs.say]));
  assert.ok(document.includes(`| \`hello\`, \`say\`, \`remove\`, \`page\`, a classic text | ${costMs.say} ms |`));
  assert.ok(document.includes(`| \`typing\` | ${costMs.typing} ms |`));
  assert.ok(document.includes(`| any other: malformed | ${costMs.other} ms |`));
  assert.ok(document.includes(`was more than ${creditMs / 1000} seconds ahead of the clock`));
  assert.ok(document.includes(`If it was ${floodMs / 1000} seconds ahead, it is a \`flood\``));
  assert.match(document, new RegExp(`over ${creditMs / 1000} seconds ahead of its`));
  assert.match(document, new RegExp(`a frame of a seat that is ${floodMs / 1000} seconds ahead`));
  assert.ok(document.includes(`${1000 / costMs.say === 5 ? 'five' : ''} a second go on`));
});

/** The number of calls in a tick: `log.before ×2 seats.inRoom` has three. */
const count = (tick: string) =>
  [...tick.matchAll(/\S+\.\w+(?: ×(\d+))?/g)].reduce((sum, [, times = '1']) => sum + Number(times), 0);

const isToSocket = (tick: string) => tick.startsWith('sockets.');
const sum = (ticks: string[]) => ticks.reduce((all, tick) => all + count(tick), 0);

/** The numbers in a row of PROTOCOL.md's table of costs. All posts are one sum, for a room of n. */
function stated(row: string, n: number): [string | undefined, number[]] {
  const [what, calls, inRow, posts = ''] = row
    .split('|')
    .map((cell) => cell.trim())
    .slice(1);
  const posted = [...posts.matchAll(/N − 1|N|\d+/g)].map(([it]) =>
    it === 'N' ? n : it === 'N − 1' ? n - 1 : Number(it),
  );
  return [what, [Number(calls), Number(inRow), posted.reduce((a, b) => a + b, 0)]];
}

test('PROTOCOL.md states the calls and posts of every event as they are counted', () => {
  const [, table = ''] = document.split('## What a frame costs');
  const rows = table
    .split('\n')
    .filter((line) => /^\| .*\d/.test(line))
    .map((row) => stated(row, 5));
  const counted = new Map<string, readonly string[]>([
    ...events.map(([what, , ticks]) => [what, ticks] as const),
    ['`say` in a burst', burst],
    ['`say` over its budget', slowDown],
    ['the frame that is a flood', flood],
    ['a socket opens', door],
    ["a classic client's opens", classicDoor],
    ['a socket closes', goodbye],
  ]);
  const costs = [...counted].map(([what, ticks]) => {
    const posts = ticks.filter((tick) => tick.startsWith('sockets.post'));
    const first = ticks.findIndex(isToSocket);
    const before = first === -1 ? ticks.length : first;
    return [what, [sum(ticks.filter((tick) => !isToSocket(tick))), before, sum(posts)]];
  });
  assert.deepEqual(Object.fromEntries(rows), Object.fromEntries(costs));
});
