import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { enter, leave } from '../src/index.ts';
import { room, say, log, Scene } from '../testing/scene.ts';

/** A room of five rows, where ada and four others sit. */
function aScene(): Scene {
  const scene = new Scene();
  scene.write(5);
  for (const name of ['ada', 'bob', 'cy', 'dee', 'eve']) scene.sit(name);
  return scene;
}

const hello = { type: 'hello', room };
const page = { type: 'page', room };
const here = { log, after: 3 };
const elsewhere = { log: 'e'.repeat(32), after: 3 };

const admitted = 'seats.renew';
const events = [
  // 4 calls and N posts, 3 in a row before the first.
  ['`say`', say(1, here), ['log.from seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5']],
  [
    '`say` again, when it is in there',
    say(1_000_004, here),
    ['log.from seats.renew', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['`say` with a floor of another log', say(1, elsewhere), ['log.from seats.renew', 'sockets.post']],
  ['`hello`', hello, [admitted, 'log.before seats.inRoom', 'sockets.post', 'sockets.post ×4']],
  [
    '`hello` with a cursor',
    { ...hello, ...here },
    [admitted, 'log.before log.from seats.inRoom', 'sockets.post', 'sockets.post ×4'],
  ],
  [
    '`hello` with one of another log',
    { ...hello, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post', 'sockets.post ×4'],
  ],
  ['`page` with `before`', { ...page, before: 3 }, [admitted, 'log.before ×2', 'sockets.post']],
  ['`page` with `after`', { ...page, ...here }, [admitted, 'log.before log.from seats.inRoom', 'sockets.post']],
  [
    '`page` with `after`, of another log',
    { ...page, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post'],
  ],
  ['`typing`', { type: 'typing', room }, [admitted, 'seats.inRoom', 'sockets.post ×4']],
  [
    'a classic text',
    { text: 'hi' },
    ['connections.roomOf', 'log.before seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['a malformed frame with a room', { ...page, before: 0 }, [admitted, 'sockets.post']],
  ['any other malformed frame', 'x', ['connections.roomOf', admitted, 'sockets.post']],
  [
    'a `page` without a seat',
    { ...page, room: 'x', before: 3 },
    [admitted, 'seats.find', 'sockets.post', 'sockets.close'],
  ],
] as const;
for (const [what, frame, ticks] of events) {
  test(`${what}: ${ticks.join(', ')}`, async () => assert.deepEqual(await aScene().send('ada', frame), ticks));
}

const slowDown = ['log.from seats.renew', admitted, 'seats.find', 'sockets.post'];
const goodbye = ['connections.roomOf', 'seats.remove', 'connections.remove', 'seats.inRoom', 'sockets.post ×4'];
const flood = [admitted, 'seats.find', 'connections.roomOf', 'seats.remove', 'sockets.post', 'sockets.close'].concat(
  goodbye.slice(2),
);

test(`over a limit: ${slowDown.join(', ')}; a flood: ${flood.join(', ')}`, async () => {
  const scene = aScene();
  for (let i = 0; i < 10; i++) await scene.send('ada', say(i, here));
  assert.deepEqual(await scene.send('ada', say(10, here)), slowDown);
  for (let i = 11; i < 120; i++) await scene.send('ada', { type: 'typing', room });
  assert.deepEqual(await scene.send('ada', page), flood);
});

test('a roster is posted to 64 at a time', async () => {
  const scene = new Scene();
  for (let i = 0; i < 150; i++) scene.sit(`c${i}`);
  const [, , , ...posts] = await scene.send('c7', say(1));
  assert.deepEqual(posts, ['sockets.post ×64', 'sockets.post ×64', 'sockets.post ×22']);
});

const ticket = { jti: 'j', sub: 'user-fay', name: 'fay', room, origin: 'https://a.example' };
const door = ['tickets.use', 'connections.add', 'seats.take'];
const classicDoor = [...door, 'seats.inRoom', 'sockets.post ×5'];

test(`entering: ${door.join(', ')}; a classic client, who says no hello: ${classicDoor.join(', ')}`, async () => {
  for (const [version, ticks] of [door, classicDoor].map((ticks, i) => [1 - i, ticks] as const)) {
    const scene = aScene();
    const entering = { ticket, origin: ticket.origin, version };
    assert.deepEqual(await scene.ticks.during(() => enter(scene.world, 'fay', entering)), ticks);
  }
});

test(`leaving: ${goodbye.join(', ')}`, async () => {
  const scene = aScene();
  assert.deepEqual(await scene.ticks.during(() => leave(scene.world, 'ada')), goodbye);
  assert.deepEqual(await scene.ticks.during(() => leave(scene.world, 'ada')), ['connections.roomOf'], 'again');
});

/** How many calls a tick has: `log.before ×2 seats.inRoom` are three. */
const count = (tick: string) =>
  [...tick.matchAll(/\S+\.\w+(?: ×(\d+))?/g)].reduce((sum, [, times = '1']) => sum + Number(times), 0);

const isToSocket = (tick: string) => tick.startsWith('sockets.');
const sum = (ticks: string[]) => ticks.reduce((all, tick) => all + count(tick), 0);

/** What PROTOCOL.md's table says of an event, in numbers; of the posts, the sum. */
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

test('the table of costs in PROTOCOL.md is what is counted here', () => {
  const document = readFileSync(new URL('../../protocol/PROTOCOL.md', import.meta.url), 'utf8');
  const [, table = ''] = document.split('## What a frame costs');
  const rows = table
    .split('\n')
    .filter((line) => /^\| .*\d/.test(line))
    .map((row) => stated(row, 5));
  const counted = new Map<string, readonly string[]>([
    ...events.map(([what, , ticks]) => [what, ticks] as const),
    ['`say` over its limit', slowDown],
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
