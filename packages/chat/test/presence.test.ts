import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, leave, receive, refusalAtDoor } from '../src/index.ts';
import { logId, room, sayFrame, Scene } from '../testing/scene.ts';
import type { Entered } from '../src/index.ts';

const hello = { type: 'hello', room };

function aScene(...names: string[]): Scene {
  const scene = new Scene();
  for (const name of names) scene.sit(name);
  return scene;
}

const leaving = (scene: Scene, connection: string) => scene.ticks.during(() => leave(scene.ports, connection));

test('a hello is answered with a welcome, and the others are told of the arrival', async () => {
  const scene = aScene('ada', 'bob');
  const { now: at } = scene.memory;
  await scene.send('ada', hello);
  const people = ['ada', 'bob'].map((name) => ({ user: `user-${name}`, name }));
  const you = { user: 'user-ada', name: 'ada' };
  const history = { log: null, seq: 0, messages: [], more: false };
  assert.deepEqual(scene.memory.sentTo('ada'), [{ type: 'welcome', room, you, at, ...history, people }]);
  assert.deepEqual(scene.memory.sentTo('bob'), [{ type: 'arrived', room, ...you, at }]);
});

test('a person with two seats is listed once, and departs with the last seat', async () => {
  const scene = aScene('ada', 'bob');
  scene.sit('bob2', { user: 'user-bob', name: 'Bob' });
  await scene.send('ada', hello);
  const [welcome] = scene.memory.sentTo('ada');
  assert.equal(welcome?.type === 'welcome' && welcome.people?.length, 2);
  await leaving(scene, 'bob');
  assert.deepEqual(scene.heard('ada'), ['welcome']);
  scene.memory.now += 1;
  await leaving(scene, 'bob2');
  assert.deepEqual(scene.memory.sentTo('ada')[1], { type: 'departed', room, user: 'user-bob', at: scene.memory.now });
});

test('a person has the name on their newest seat, in any order of the seats', async () => {
  for (const [first, second] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const scene = aScene('ada');
    scene.sit(first, { user: 'user-bob', name: 'Bob', since: scene.memory.now - 2 });
    scene.sit(second, { user: 'user-bob', name: 'Rob', since: scene.memory.now - 1 });
    await scene.send('ada', hello);
    const [welcome] = scene.memory.sentTo('ada');
    assert.deepEqual(welcome?.type === 'welcome' && welcome.people?.map(({ name }) => name).toSorted(), ['Rob', 'ada']);
  }
});

test('a seat with an expired lease does not make its person present', async () => {
  const scene = aScene('ada', 'bob');
  scene.sit('bob2', { user: 'user-bob', name: 'bob', lease: scene.memory.now });
  await scene.send('ada', hello);
  await leaving(scene, 'bob');
  assert.deepEqual(scene.heard('ada'), ['welcome', 'departed'], 'the other seat does not count');
  const answer = await scene.answer('ada', { type: 'page', room, log: null, after: 0 });
  assert.deepEqual(answer?.type === 'page' && answer.after === 0 && answer.people, [{ user: 'user-ada', name: 'ada' }]);
  await scene.send('ada', sayFrame(1));
  assert.deepEqual(scene.heard('bob2').at(-1), 'said', 'delivery does not look at leases');
});

test('a frame renews the lease, even if it is malformed, but not if it is for another room', async () => {
  for (const frame of [
    hello,
    sayFrame(1),
    { type: 'page', room, before: 1 },
    { type: 'typing', room },
    { text: 'x' },
    'x',
  ]) {
    const scene = aScene('ada');
    const lease = () => scene.memory.seats.get(`${room} ada`)?.lease ?? 0;
    scene.memory.now += 300_000;
    await scene.send('ada', frame);
    assert.equal(lease(), scene.memory.now + 600_000);
    scene.memory.now += 300_000;
    await scene.send('ada', { ...hello, room: 'elsewhere' });
    assert.equal(lease(), scene.memory.now + 300_000);
  }
});

test('typing is told to the others, and nothing is stored', async () => {
  const scene = aScene('ada', 'bob');
  await scene.send('ada', { type: 'typing', room });
  assert.deepEqual(scene.memory.sentTo('bob'), [{ type: 'typing', room, user: 'user-ada', name: 'ada' }]);
  assert.deepEqual(scene.heard('ada'), []);
  assert.equal(scene.memory.logs.size, 0);
});

test('a room of up to 100 seats announces presence and typing, a larger room only messages', async () => {
  for (const [seats, isTold] of [
    [100, true],
    [101, false],
  ] as const) {
    const scene = aScene('ada', 'bob');
    for (let i = 2; i < seats; i++) scene.sit(`c${i}`);
    await scene.send('ada', hello);
    await scene.send('ada', { type: 'typing', room });
    await scene.send('ada', { type: 'page', room, log: null, after: 0 });
    for (const frame of scene.memory.sentTo('ada')) assert.equal('people' in frame, isTold);
    assert.deepEqual(scene.heard('bob'), isTold ? ['arrived', 'typing'] : []);
    await scene.send('ada', sayFrame(1));
    assert.equal(scene.heard('bob').at(-1), 'said');
    // One of 101 or 102 seats leaves. The remaining 100 seats are no crowd, the remaining 101 are.
    scene.sit('extra');
    await leaving(scene, 'c2');
    assert.equal(scene.heard('bob').at(-1), isTold ? 'departed' : 'said');
  }
});

test('presence reads at most 101 seats of a room, a message reads all of them', async () => {
  const scene = aScene('ada', 'bob');
  const asked: (number | undefined)[] = [];
  const { seats } = scene.memory.ports();
  const inRoom: typeof seats.inRoom = (room, reach) => {
    asked.push(reach?.count);
    return seats.inRoom(room, reach);
  };
  const ports = { ...scene.memory.ports(), seats: { ...seats, inRoom } };
  for (const frame of [hello, { type: 'typing', room }, { type: 'page', room, log: null, after: 0 }, sayFrame(1)]) {
    await receive(ports, 'ada', JSON.stringify(frame));
  }
  await leave(ports, 'bob');
  await enter(ports, 'fay', { ticket, origin: ticket.origin, version: 0, address: 'home' });
  assert.deepEqual(asked, [101, 101, 101, undefined, 101, undefined, 101]);
});

test('dead seats make no crowd, and their sockets are found gone at the next arrival', async () => {
  const scene = aScene('bob');
  for (let i = 0; i < 250; i++) {
    scene.sit(`a${i}`, { lease: scene.memory.now });
    scene.memory.gone.add(`a${i}`);
  }
  scene.sit('zoe');
  const answer = await scene.answer('bob', { type: 'page', room, log: null, after: 0 });
  assert.ok(answer?.type === 'page' && answer.before === undefined);
  assert.deepEqual(answer.people, [
    { user: 'user-bob', name: 'bob' },
    { user: 'user-zoe', name: 'zoe' },
  ]);
  await scene.send('zoe', hello);
  assert.deepEqual(scene.heard('bob').at(-1), 'arrived', 'the dead are not told to depart: they were not present');
  assert.deepEqual(
    scene.memory.inRoom(room).map(({ connection }) => connection),
    ['bob', 'zoe'],
  );
});

test('a room takes 500 seats, and 100 from one address', async () => {
  for (const [seats, address, expected] of [
    [499, 'elsewhere', 'ok'],
    [500, 'elsewhere', 'room-full'],
    [99, 'home', 'ok'],
    [100, 'home', 'room-full'],
    [100, 'elsewhere', 'ok'],
  ] as const) {
    const scene = aScene();
    for (let i = 0; i < seats; i++) scene.sit(`c${i}`, { address: seats > 100 ? `a${i % 5}` : 'home' });
    const visitor = { room, user: 'user-fay', address };
    assert.equal((await refusalAtDoor(scene.memory.ports(), visitor)) ?? 'ok', expected);
    assert.equal(await entering(scene, 'fay', { address }), expected, `${seats} seats`);
    assert.equal(scene.memory.seats.has(`${room} fay`), expected === 'ok');
  }
});

test('of many arrivals at once in a full room, one gets the place of a silent socket', async () => {
  const scene = aScene();
  for (let i = 0; i < 499; i++) scene.sit(`live${i}`);
  scene.sit('silent', { lease: scene.memory.now });
  // Such a seat is left when a leave overtakes an arrival: nothing else knows of it.
  scene.memory.connections.delete('silent');
  const arrivals = Array.from({ length: 50 }, (_, i) => `fay${i}`);
  const entered = await Promise.all(
    arrivals.map((jti) =>
      enter(scene.memory.ports(), jti, {
        ...{ ticket: { ...ticket, jti }, origin: ticket.origin, version: 1, address: 'elsewhere' },
      }),
    ),
  );
  assert.equal(entered.filter((it) => it === 'ok').length, 1);
  assert.equal(scene.memory.inRoom(room).length, 500);
});

test('in a full room, ten silent sockets are closed for each arrival, and the room never grows beyond its limit', async () => {
  for (const [seats, address] of [
    [500, 'elsewhere'],
    [100, 'home'],
  ] as const) {
    const scene = aScene();
    for (let i = 0; i < seats - 15; i++) scene.sit(`live${i}`, { address: 'home' });
    for (let i = 0; i < 15; i++) scene.sit(`silent${i}`, { address: 'home', lease: scene.memory.now });
    for (const [newcomer, closed] of [
      ['fay', 10],
      ['gus', 10],
    ] as const) {
      assert.equal(await entering(scene, newcomer, { address, ticket: { ...ticket, jti: newcomer } }), 'ok');
      assert.equal(scene.memory.closed.size, closed);
      assert.ok([...scene.memory.closed].every((connection) => connection.startsWith('silent')));
    }
    assert.equal(scene.memory.inRoom(room).length, seats - 8);
    assert.deepEqual(scene.heard('live0'), [], 'nobody is told to depart: they were not present');
  }
});

test('a post to a gone connection removes only its seat; a person without another seat departs', async () => {
  const scene = aScene('ada', 'bob', 'cy');
  scene.sit('bob2', { user: 'user-bob', name: 'bob' });
  scene.memory.gone.add('bob').add('cy');
  await scene.send('ada', sayFrame(1));
  assert.deepEqual(
    scene.memory.inRoom(room).map((seat) => seat.connection),
    ['ada', 'bob2'],
  );
  assert.deepEqual(scene.heard('ada'), ['said', 'departed']);
  assert.equal(scene.memory.sentTo('ada').at(-1)?.type === 'departed' && 'user-cy', 'user-cy');
});

test('a seat younger than 30 seconds is not removed: its connection may be about to open', async () => {
  const scene = aScene('ada');
  scene.sit('young', { since: scene.memory.now - 29_999 });
  scene.sit('settled', { since: scene.memory.now - 30_000 });
  scene.memory.gone.add('young').add('settled');
  await scene.send('ada', sayFrame(1));
  assert.deepEqual(
    scene.memory.inRoom(room).map((seat) => seat.connection),
    ['ada', 'young'],
  );
});

test('a post that fails in any other way removes no seat, not even the seat of the sender', async () => {
  const scene = aScene('ada', 'bob');
  scene.memory.failing.add('ada').add('bob');
  await scene.send('ada', sayFrame(1));
  await scene.send('bob', hello);
  assert.equal(scene.memory.inRoom(room).length, 2);
  assert.deepEqual(scene.memory.closed.size, 0);
});

test('a message removes all 80 gone seats of a room, and each departure is told once', async () => {
  const scene = aScene('ada');
  for (let i = 0; i < 80; i++) {
    scene.sit(`c${i}`);
    scene.memory.gone.add(`c${i}`);
  }
  await scene.send('ada', sayFrame(1));
  assert.deepEqual(
    scene.memory.inRoom(room).map((seat) => seat.connection),
    ['ada'],
  );
  assert.equal(scene.heard('ada').filter((type) => type === 'departed').length, 80);
});

const ticket = { jti: 'one', sub: 'user-fay', name: ' Fay\u202e ', room, origin: 'https://a.example' };
const entering = (scene: Scene, connection: string, over: object = {}) => {
  const how = { ticket, origin: ticket.origin, version: 1, address: 'home', ...over };
  let entered: Entered | undefined;
  return scene.ticks.during(async () => (entered = await enter(scene.ports, connection, how))).then(() => entered);
};

test('an unused ticket takes a seat, from a page of the origin that it was made for', async () => {
  const scene = aScene('ada');
  assert.equal(await entering(scene, 'fay'), 'ok');
  const { memory } = scene;
  const seat = { room, connection: 'fay', user: 'user-fay', name: 'Fay', version: 1, since: memory.now };
  assert.deepEqual(memory.seats.get(`${room} fay`), { ...seat, lease: memory.now + 600_000, address: 'home' });
  assert.equal(memory.connections.get('fay'), room);
  assert.deepEqual(scene.heard('ada'), [], 'the arrival is told at the hello');
});

test('any other ticket is refused with a reason, and takes no seat', async () => {
  for (const origin of [
    undefined,
    'null',
    '',
    'http://a.example',
    'https://a.example:8443',
    'https://a.example.evil.example',
  ]) {
    const scene = aScene();
    assert.equal(await entering(scene, 'fay', { origin }), 'other-origin');
    assert.deepEqual([scene.memory.seats.size, scene.memory.connections.size, scene.memory.tickets.size], [0, 0, 0]);
  }
  const scene = aScene();
  assert.equal(await entering(scene, 'fay'), 'ok');
  assert.equal(await entering(scene, 'eve'), 'used-ticket');
  assert.deepEqual([scene.memory.seats.size, scene.memory.connections.size], [1, 1]);
});

test('the arrival of a classic client is told when it takes its seat', async () => {
  const scene = aScene('ada');
  scene.sit('old', { version: 0 });
  await entering(scene, 'fay', { version: 0 });
  assert.deepEqual(scene.heard('ada'), ['arrived']);
  assert.deepEqual([scene.heard('old'), scene.heard('fay')], [[], []]);
});

test('a departure is told once, even if a leave and two deliveries remove the seat together', async () => {
  const scene = aScene('ada', 'bob');
  scene.write(1);
  scene.memory.gone.add('bob');
  // A leave and two deliveries that find the socket gone, all at once.
  await scene.ticks.during(() =>
    Promise.all([
      leave(scene.ports, 'bob'),
      ...[1, 2].map((n) => receive(scene.ports, 'ada', JSON.stringify(sayFrame(n, { log: logId, after: 1 })))),
    ]),
  );
  assert.equal(scene.heard('ada').filter((type) => type === 'departed').length, 1);
});
