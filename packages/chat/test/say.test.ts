import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receive } from '../src/index.ts';
import { id, logId, room, sayFrame, Scene } from '../testing/scene.ts';

function aScene(rows = 0): Scene {
  const scene = new Scene();
  scene.write(rows);
  for (const name of ['ada', 'bob', 'cy']) scene.sit(name);
  return scene;
}

test('a message is stored with the identity of its seat and delivered to everybody, its sender first', async () => {
  const scene = aScene(2);
  // bob is not the first seat in the room, and claims to be ada.
  await scene.send('bob', { ...sayFrame(1, { log: logId, after: 2 }), user: 'user-ada', name: 'ada', at: 1, seq: 9 });
  const row = { log: logId, seq: 3, id: id(1), user: 'user-bob', name: 'bob', text: 'text 1', at: scene.memory.now };
  assert.deepEqual(scene.memory.rows(room).at(-1), row);
  assert.deepEqual(
    scene.memory.posts.map(({ connection }) => connection),
    ['bob', 'ada', 'cy'],
  );
  for (const name of ['ada', 'bob', 'cy'])
    assert.deepEqual(scene.memory.sentTo(name), [{ type: 'said', room, ...row }]);
});

test('the first message makes the id of the log, the second copies it', async () => {
  const scene = aScene();
  await scene.send('ada', sayFrame(1));
  await scene.send('ada', sayFrame(2));
  const [first, second] = scene.memory.rows(room);
  assert.match(first?.log ?? '', /^[0-9a-f]{32}$/);
  assert.equal(second?.log, first?.log);
  assert.deepEqual([first?.seq, second?.seq], [1, 2]);
});

test('a retry writes nothing, and delivers the stored message to everybody again', async () => {
  const scene = aScene(2);
  await scene.send('ada', sayFrame(1, { log: logId, after: 2 }));
  const rows = scene.memory.rows(room);
  scene.memory.now += 60_000;
  await scene.send('ada', sayFrame(1, { log: logId, after: 2, text: 'changed' }));
  assert.deepEqual(scene.memory.rows(room), rows);
  for (const name of ['ada', 'bob', 'cy']) {
    const [first, again] = scene.memory.sentTo(name);
    assert.deepEqual(again, first);
  }
});

test('a retry after a lost cookie writes nothing: only the id identifies a message', async () => {
  const scene = aScene();
  await scene.send('ada', sayFrame(1));
  await scene.send('bob', sayFrame(1));
  assert.deepEqual(
    scene.memory.rows(room).map(({ user }) => user),
    ['user-ada'],
  );
  assert.deepEqual(scene.heard('bob'), ['said', 'said']);
});

test('a retry finds its message below up to 23 newer ones', async () => {
  for (const others of [0, 1, 4, 5, 6, 22, 23]) {
    const scene = aScene(5);
    await scene.send('ada', sayFrame(1, { log: logId, after: 5 }));
    const [, ...above] = scene.memory.rows(room).slice(4);
    scene.write(6 + others);
    // The message is row 6, right above its floor; the others follow.
    scene.memory.logs.set(
      room,
      scene.memory.rows(room).map((row) => (row.seq === 6 ? { ...row, ...above[0] } : row)),
    );
    await scene.send('ada', sayFrame(1, { log: logId, after: 5 }));
    assert.equal(scene.memory.rows(room).length, 6 + others, `${others} others`);
    assert.deepEqual(scene.heard('ada'), ['said', 'said']);
  }
});

test('more than 24 rows above the floor are not searched: the message is refused with resync', async () => {
  for (const [rows, floor, isSearched] of [
    [5, { log: null, after: 0 }, true],
    [6, { log: null, after: 0 }, true],
    [7, { log: null, after: 0 }, true],
    [24, { log: null, after: 0 }, true],
    [25, { log: null, after: 0 }, false],
    [27, { log: logId, after: 3 }, true],
    [28, { log: logId, after: 3 }, false],
    [500, { log: logId, after: 100 }, false],
  ] as const) {
    const scene = aScene(rows);
    await scene.send('ada', sayFrame(1, floor));
    assert.equal(scene.memory.rows(room).length, isSearched ? rows + 1 : rows);
    const [answer] = scene.memory.sentTo('ada');
    if (isSearched) assert.equal(answer?.type, 'said');
    else assert.deepEqual([answer?.type === 'refused' && answer.code, scene.heard('bob')], ['resync', []]);
  }
});

test('a message with a floor that is not in the log is refused with new-log', async () => {
  for (const [rows, floor] of [
    [5, { log: 'e'.repeat(32), after: 3 }],
    [5, { log: logId, after: 6 }],
    [5, { log: logId, after: Number.MAX_SAFE_INTEGER }],
    [0, { log: logId, after: 1 }],
  ] as const) {
    const scene = aScene(rows);
    const answer = await scene.answer('ada', sayFrame(1, floor));
    assert.deepEqual(answer, {
      type: 'refused',
      room,
      of: 'say',
      id: id(1),
      code: 'new-log',
      text: 'This room has a new history. Start over.',
    });
    assert.equal(scene.memory.rows(room).length, rows);
  }
});

test('after its log was wiped, a room refuses a floor of the old log, and counts from 1 without a hole', async () => {
  const scene = aScene();
  await scene.send('ada', sayFrame(1));
  const old = scene.memory.rows(room)[0]?.log;
  scene.memory.logs.clear();
  await scene.send('bob', sayFrame(2));
  const answer = await scene.answer('ada', sayFrame(3, { log: old, after: 1 }));
  assert.equal(answer?.type === 'refused' && answer.code, 'new-log');
  await scene.send('ada', sayFrame(3));
  const rows = scene.memory.rows(room);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    [1, 2],
  );
  assert.notEqual(rows[0]?.log, old);
  assert.equal(rows[1]?.log, rows[0]?.log);
});

test('times in a log never decrease, even if the clock goes back', async () => {
  const scene = aScene();
  await scene.send('ada', sayFrame(1));
  scene.memory.now -= 5_000;
  await scene.send('bob', sayFrame(2));
  scene.memory.now += 5_001;
  await scene.send('ada', sayFrame(3));
  const { now } = scene.memory;
  assert.deepEqual(
    scene.memory.rows(room).map(({ at }) => at - now),
    [-1, -1, 0],
  );
});

test('a message that finds its place taken ten times is refused with busy', async () => {
  const scene = aScene(3);
  const { log: storage } = scene.ports;
  let puts = 0;
  scene.ports.log = {
    ...storage,
    put: async (where, row) => {
      puts++;
      await storage.put(where, { ...row, id: id(500 + puts) });
      return storage.put(where, row);
    },
  };
  const ticks = await scene.send('ada', sayFrame(1, { log: logId, after: 3 }));
  const [answer] = scene.memory.sentTo('ada');
  assert.equal(answer?.type === 'refused' && answer.code, 'busy');
  assert.equal(puts, 10);
  assert.equal(ticks.filter((it) => it === 'wait').length, 9, 'a pause before each try but the first');
  assert.equal(scene.memory.rows(room).length, 13);
});

test('an event that is out of time does not try again', async () => {
  const scene = aScene(3);
  let puts = 0;
  scene.ports.log = {
    ...scene.ports.log,
    put: async () => {
      puts++;
      scene.ports.deadline = scene.memory.now;
      return false;
    },
  };
  const answer = await scene.answer('ada', sayFrame(1, { log: logId, after: 3 }));
  assert.equal(answer?.type === 'refused' && answer.code, 'busy');
  assert.equal(puts, 1);
});

test('a hole in the stored log is an error on our side: the operator is told, and the message is not stored', async () => {
  for (const missing of [4, 7, 9]) {
    const scene = aScene(10);
    scene.memory.logs.set(
      room,
      scene.memory.rows(room).filter(({ seq }) => seq !== missing),
    );
    const answer = await scene.answer('ada', sayFrame(1, { log: logId, after: 3 }));
    assert.equal(answer?.type === 'refused' && answer.code, 'internal');
    assert.equal(scene.memory.rows(room).length, 9);
    assert.deepEqual(scene.memory.reported.map(String), [
      `Error: row ${missing} is missing from a log with later rows`,
    ]);
  }
});

test('24 concurrent messages are all stored, each once, without a hole', async () => {
  const scene = new Scene();
  for (let i = 0; i < 24; i++) scene.sit(`c${i}`);
  // Retries until the message is stored, as a client does.
  const until = async (i: number, tries = 50): Promise<void> => {
    await receive(scene.ports, `c${i}`, JSON.stringify(sayFrame(i)));
    if (tries > 0 && !scene.memory.rows(room).some((row) => row.id === id(i))) return until(i, tries - 1);
  };
  await scene.ticks.during(() => Promise.all(Array.from({ length: 24 }, (_, i) => until(i))));
  const rows = scene.memory.rows(room);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.equal(new Set(rows.map((row) => row.id)).size, 24);
  assert.equal(new Set(rows.map((row) => row.log)).size, 1);
});

test('a classic client is heard by everybody, and is sent only said and refused', async () => {
  const scene = aScene(2);
  scene.sit('old', { version: 0 });
  await scene.send('old', { text: 'hello from 2019' });
  const [row] = scene.memory.rows(room).slice(-1);
  assert.deepEqual([row?.seq, row?.text, row?.user], [3, 'hello from 2019', 'user-old']);
  assert.deepEqual(scene.heard('bob'), ['said']);
  assert.deepEqual(scene.heard('old'), ['said']);
  await scene.send('bob', { type: 'hello', room });
  await scene.send('bob', { type: 'typing', room });
  await scene.send('old', { nonsense: true });
  await scene.send('bob', sayFrame(1, { log: logId, after: 3 }));
  assert.deepEqual(scene.heard('old'), ['said', 'refused', 'said']);
  assert.ok(scene.heard('cy').includes('typing'));
  for (const frame of scene.memory.sentTo('old')) assert.ok('text' in frame);
});

test('a text that a classic client sends twice is two messages', async () => {
  const scene = aScene();
  scene.sit('old', { version: 0 });
  for (let i = 0; i < 2; i++) await scene.send('old', { text: 'again' });
  assert.deepEqual(
    scene.memory.rows(room).map(({ text }) => text),
    ['again', 'again'],
  );
});
