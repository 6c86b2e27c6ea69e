import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { expect, test } from '../testing/fixtures.ts';
import { Client } from '../testing/socket.ts';
import { isSeated, newId, seatOfTheDead, wipe } from '../testing/storage.ts';

const start = { log: null, after: 0 };

/** The codes of the refusals that a client got, in alphabetical order. */
const codesOf = ({ heard }: Client) =>
  heard.flatMap((it) => (typeof it === 'object' && it && 'code' in it ? [String(it.code)] : [])).toSorted();

test('twenty people who speak at once all get every message once and in one order', async ({ origin, room }) => {
  test.setTimeout(120_000);
  const people = Array.from({ length: 20 }, () => new Room(room, guest(origin)));
  for (const it of people) it.open();
  await expect.poll(() => people.every(({ state }) => state.status.type === 'live'), { timeout: 60_000 }).toBe(true);
  await Promise.all(people.flatMap((it, i) => [1, 2, 3].map((n) => it.say(`${n} from ${i}`))));
  await expect
    .poll(() => people.map(({ state }) => state.messages.length), { timeout: 60_000 })
    .toEqual(people.map(() => 60));

  const [log = []] = people.map(({ state }) => state.messages);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
  expect(new Set(log.map(({ text }) => text)).size).toBe(60);
  for (const [i, it] of people.entries()) {
    expect(it.state.messages).toEqual(log);
    const own = log.filter(({ text }) => text.endsWith(` from ${i}`)).map(({ text }) => text);
    expect(own).toEqual([1, 2, 3].map((n) => `${n} from ${i}`));
    it.close();
  }
});

test('a message that is sent again is answered again, and is in the log once', async ({ origin, room }) => {
  const client = await Client.enter(origin, room);
  const say = { type: 'say', room, id: newId(), text: 'Once.', ...start };
  await client.asks(say, { type: 'said', seq: 1, text: 'Once.' });
  await client.asks(say, { type: 'said', seq: 1, text: 'Once.' });
  await client.asks({ type: 'hello', room }, { type: 'welcome', seq: 1 });
  await client.close();
});

test('a cursor from the future, or of another log, gets the current log and no messages', async ({ origin, room }) => {
  const client = await Client.enter(origin, room);
  await client.asks({ type: 'say', room, id: newId(), text: 'One.', ...start }, { type: 'said', seq: 1 });
  const other = newId();
  await client.asks(
    { type: 'page', room, log: other, after: 1 },
    { type: 'page', after: 1, seq: 1, messages: [], more: false },
  );
  await client.asks({ type: 'page', room, log: other, after: 9 }, { type: 'page', after: 9, seq: 1, messages: [] });
  await client.asks({ type: 'hello', room, log: other, after: 9 }, { type: 'welcome', seq: 1 });
  await client.asks(
    { type: 'say', room, id: newId(), text: 'x', log: other, after: 1 },
    { type: 'refused', of: 'say', code: 'new-log' },
  );
  await client.close();
});

/** Invalid frames, each with the code of its refusal. */
function hostile(room: string): [string, unknown][] {
  const say = { type: 'say', room, id: newId(), text: 'x', ...start };
  return [
    ['bad-frame', 'not json'],
    ['bad-frame', '['.repeat(8000)],
    ['bad-frame', '{"__proto__":{"type":"say"}}'],
    ['bad-frame', 'null'],
    ['bad-frame', { ...say, text: '\ud800' }],
    ['bad-frame', { ...say, text: ['x'] }],
    ['bad-frame', { ...say, after: -1 }],
    ['bad-frame', { ...say, after: 1e308 }],
    ['bad-frame', JSON.stringify(say).replace('"after":0', '"after":NaN')],
    ['bad-frame', { ...say, id: 'mine' }],
    ['too-long', { ...say, text: '語'.repeat(1400) }],
    ['too-large', 'x'.repeat(16_385)],
  ];
}

test('an invalid frame is refused with a reason, and does not affect other clients', async ({ origin, room }) => {
  const [client, other] = [await Client.enter(origin, room), await Client.enter(origin, room)];
  for (const [code, frame] of hostile(room)) await client.asks(frame, { type: 'refused', code });
  client.socket.send(Buffer.from([1, 2, 3]));
  await client.hears({ type: 'refused', code: 'bad-frame' });
  expect(other.heard).toEqual([]);
  await client.asks({ type: 'say', room, id: newId(), text: 'x', ...start }, { type: 'said', text: 'x' });
  await Promise.all([client.close(), other.close()]);
});

test('many invalid frames at once are refused one by one, and do not affect other clients', async ({
  origin,
  room,
}) => {
  const [client, other] = [await Client.enter(origin, room), await Client.enter(origin, room)];
  // As many as the budget of a seat allows at once.
  const frames = [...hostile(room), ...hostile(room), ...hostile(room)].slice(0, 25);
  for (const [, frame] of frames) client.send(frame);
  other.send({ type: 'say', room, id: newId(), text: 'Calm.', ...start });
  await expect.poll(() => codesOf(client), { timeout: 20_000 }).toEqual(frames.map(([code]) => code).toSorted());
  for (const who of [client, other]) await who.hears({ type: 'said', text: 'Calm.' });
  expect(other.heard).toHaveLength(1);
  await client.asks({ type: 'page', room, before: 2 }, { type: 'page', seq: 1 });
  await Promise.all([client.close(), other.close()]);
});

test('a frame that names another room ends the connection, and adds nothing to that room', async ({ origin, room }) => {
  const [stranger, member] = [await Client.enter(origin, room), await Client.enter(origin, `${room}-2`)];
  await stranger.asks(
    { type: 'say', room: `${room}-2`, id: newId(), text: 'x', ...start },
    { type: 'refused', code: 'not-seated' },
  );
  await expect.poll(() => stranger.socket.readyState).toBe(stranger.socket.CLOSED);
  await member.asks({ type: 'hello', room: `${room}-2` }, { type: 'welcome', seq: 0 });
  await member.close();
});

test('a flooding client is told at most once and closed, and other clients are not affected', async ({
  origin,
  room,
}) => {
  const [flood, other] = [await Client.enter(origin, room), await Client.enter(origin, room)];
  const classic = await Client.enterClassic(origin, room);
  // Each costs 400 ms, more than the functions need for it.
  for (let i = 0; i < 80; i++) flood.send({ type: 'typing', room });
  await expect.poll(() => flood.socket.readyState, { timeout: 20_000 }).toBe(flood.socket.CLOSED);
  const codes = codesOf(flood).filter((code) => code === 'flood' || code === 'not-seated');
  // One frame removes the seat and sends the refusal. Another may find no seat and close the socket before that.
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => code === 'flood').length).toBeLessThanOrEqual(1);
  await other.asks({ type: 'say', room, id: newId(), text: 'Calm.', ...start }, { type: 'said', text: 'Calm.' });
  await classic.hears({ text: 'Calm.' });
  classic.send({ text: 'Is it?' });
  await other.hears({ type: 'said', seq: 2, text: 'Is it?' });
  await classic.hears({ text: 'Is it?' });
  expect(classic.heard, 'a classic client hears of no arrivals or departures').toHaveLength(2);
  await Promise.all([other.close(), classic.close()]);
});

test('messages above the budget are refused with the time to wait', async ({ origin, room }) => {
  const client = await Client.enter(origin, room);
  for (let i = 0; i < 40; i++) client.send({ type: 'say', room, id: newId(), text: `${i}`, ...start });
  await client.hears({ type: 'refused', code: 'slow-down', retryAfterMs: expect.any(Number) });
  await client.close();
});

test('a seat without a socket is removed, unless its socket may still be opening @sandbox', async ({
  origin,
  room,
}) => {
  const client = await Client.enter(origin, room);
  await seatOfTheDead(room, 'old', { sinceMs: 60_000 });
  await seatOfTheDead(room, 'young', { sinceMs: 0 });
  await client.asks({ type: 'say', room, id: newId(), text: 'Who is there?', ...start }, { type: 'said' });
  await client.hears({ type: 'departed', user: 'user-old' });
  expect([await isSeated(room, 'old'), await isSeated(room, 'young')]).toEqual([false, true]);
  await client.close();
});

test('a person who left without a goodbye is listed until the lease ends @sandbox', async ({ origin, room }) => {
  const client = await Client.enter(origin, room);
  await seatOfTheDead(room, 'late', { leaseMs: 4_000 });
  await seatOfTheDead(room, 'there', {});
  const heartbeat = async () => {
    await client.asks({ type: 'page', room, ...start }, { type: 'page' });
    return JSON.stringify(client.heard);
  };
  const both = await heartbeat();
  expect(both).toContain('user-late');
  expect(both).toContain('user-there');
  await expect.poll(heartbeat).not.toContain('user-late');
  expect(await heartbeat()).toContain('user-there');
  await client.close();
});

test('people see that a wiped history starts over, and unsent messages are sent @sandbox', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
  for (const text of ['One.', 'Two.', 'Three.']) await ann.says(text);
  await bob.seesOnly('One.', 'Two.', 'Three.');
  await bob.losesNetwork();
  await bob.posts('From before.');
  await wipe(room);
  await ann.says('A new day.');
  await ann.seesOnly('A new day.');
  await bob.getsNetworkBack();
  for (const who of [ann, bob]) {
    await who.seesOnly('A new day.', 'From before.');
    await expect(who.restarted).toBeVisible();
  }
});

test('a connected person sees that a wiped history starts over, and keeps unsent messages @sandbox', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  let isStuck = true;
  await ann.isBehind((frame, to) => !(isStuck && to === 'server' && frame.includes('"say"')));
  await bob.says('One.');
  await ann.sees('One.');
  await ann.posts('From before.');
  await wipe(room);
  await bob.says('A new day.');
  await ann.sees('A new day.');
  await expect(ann.restarted).toBeVisible();
  await ann.waitsToSend('From before.');
  isStuck = false;
  for (const who of [ann, bob]) await who.seesOnly('A new day.', 'From before.');
  await ann.waitsToSend();
});
