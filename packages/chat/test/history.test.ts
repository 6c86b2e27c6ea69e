import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteLength, limits } from '@arc-chat/protocol';
import { id, logId, room, sayFrame, Scene } from '../testing/scene.ts';
import type { Frame, ServerFrame } from '@arc-chat/protocol';

type Answer = Frame<ServerFrame, 'welcome' | 'page'>;

function aScene(rows = 0, over = {}): Scene {
  const scene = new Scene();
  scene.write(rows, over);
  scene.sit('ada');
  return scene;
}

async function ask(scene: Scene, question: object): Promise<Answer> {
  // Slow enough for the budget.
  scene.memory.now += 1_000;
  const answer = await scene.answer('ada', { room, ...question });
  assert.ok(answer?.type === 'welcome' || answer?.type === 'page');
  return answer;
}

const hello = { type: 'hello' };
const page = { type: 'page' };
const seqs = ({ messages }: Answer) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const start = { log: null, after: 0 };
const other = 'e'.repeat(32);

for (const [rows, question, expected] of [
  [0, hello, { log: null, seq: 0, more: false, messages: [] }],
  [0, { ...hello, ...start }, { log: null, seq: 0, more: false, messages: [] }],
  [0, { ...page, ...start }, { log: null, seq: 0, more: false, messages: [] }],
  [0, { ...page, before: 7 }, { log: null, seq: 0, more: false, messages: [] }],
  [3, hello, { log: logId, seq: 3, more: false, messages: [1, 2, 3] }],
  [24, hello, { log: logId, seq: 24, more: false, messages: range(1, 24) }],
  [25, hello, { log: logId, seq: 25, more: true, messages: range(2, 25) }],
  [60, { ...page, before: 49 }, { log: logId, seq: 60, more: true, messages: range(25, 48) }],
  [60, { ...page, before: 25 }, { log: logId, seq: 60, more: false, messages: range(1, 24) }],
  [60, { ...page, before: 1 }, { log: logId, seq: 60, more: false, messages: [] }],
  [60, { ...page, before: Number.MAX_SAFE_INTEGER }, { log: logId, seq: 60, more: true, messages: range(37, 60) }],
  [3, { ...hello, ...start }, { log: logId, seq: 3, more: false, messages: [1, 2, 3] }],
  [24, { ...page, ...start }, { log: logId, seq: 24, more: false, messages: range(1, 24) }],
  [25, { ...page, ...start }, { log: logId, seq: 25, more: true, messages: range(1, 24) }],
  [34, { ...page, log: logId, after: 10 }, { log: logId, seq: 34, more: false, messages: range(11, 34) }],
  [35, { ...page, log: logId, after: 10 }, { log: logId, seq: 35, more: true, messages: range(11, 34) }],
  [35, { ...hello, log: logId, after: 10 }, { log: logId, seq: 35, more: true, messages: range(11, 34) }],
  [200, { ...page, log: logId, after: 10 }, { log: logId, seq: 200, more: true, messages: range(11, 34) }],
  [60, { ...page, log: logId, after: 60 }, { log: logId, seq: 60, more: false, messages: [] }],
  // For a cursor of another log or of a missing row, a page has no messages and a welcome has a few of the newest.
  [60, { ...page, log: other, after: 10 }, { log: logId, seq: 60, more: false, messages: [] }],
  [60, { ...page, log: logId, after: 61 }, { log: logId, seq: 60, more: false, messages: [] }],
  [60, { ...page, log: logId, after: Number.MAX_SAFE_INTEGER }, { log: logId, seq: 60, more: false, messages: [] }],
  [0, { ...page, log: logId, after: 1 }, { log: null, seq: 0, more: false, messages: [] }],
  [60, { ...hello, log: other, after: 10 }, { log: logId, seq: 60, more: true, messages: range(55, 60) }],
  [60, { ...hello, log: logId, after: 61 }, { log: logId, seq: 60, more: true, messages: range(55, 60) }],
  [0, { ...hello, log: logId, after: 1 }, { log: null, seq: 0, more: false, messages: [] }],
] as const) {
  test(`${JSON.stringify(question)} over ${rows} rows`, async () => {
    const scene = aScene(rows);
    const answer = await ask(scene, question);
    const { log: which, seq, more } = answer;
    assert.deepEqual({ log: which, seq, more, messages: seqs(answer) }, expected);
    assert.equal(answer.type, question.type === 'hello' ? 'welcome' : 'page');
    const asked: { type: string; log?: string | null; before?: number; after?: number } = question;
    const echo = answer.type === 'page' ? [answer.before, answer.after] : [undefined, answer.after];
    assert.deepEqual(echo, [asked.before, asked.after]);
    assert.equal('people' in answer && 'at' in answer, !('before' in question));
  });
}

/** The largest text and the largest name: JSON writes two bytes for a quotation mark, and UTF-8 three for this letter. */
const largest = { text: '"'.repeat(952) + '漢'.repeat(1_048), user: 'u'.repeat(64), name: '漢'.repeat(32) };

test('an answer with the largest texts and a hundred of the longest names fits, and has a message', async () => {
  const scene = aScene(20, { ...largest, seq: 0 });
  const at = 1_767_225_600_000;
  scene.memory.logs.set(
    room,
    scene.memory.rows(room).map((row, i) => ({ ...row, seq: Number.MAX_SAFE_INTEGER - 20 + i, at })),
  );
  scene.memory.seats.clear();
  for (let i = 0; i < 99; i++) scene.sit(`c${i}`, { user: `${i}`.padStart(64, 'u'), name: largest.name });
  scene.sit('ada', { user: largest.user, name: largest.name });
  const first = Number.MAX_SAFE_INTEGER - 20;
  for (const [question, kept] of [
    [hello, first + 19],
    [{ ...hello, log: logId, after: first }, first + 1],
    [{ ...page, log: logId, after: first }, first + 1],
    [{ ...page, before: first + 19 }, first + 18],
  ] as const) {
    const answer = await ask(scene, question);
    assert.ok(seqs(answer).includes(kept), JSON.stringify(question));
    assert.equal(answer.more, true);
    assert.ok(answer.type !== 'page' || answer.before !== undefined || answer.people?.length === 100);
  }
  const sizes = scene.memory.posts.map(({ data }) => byteLength(data));
  assert.ok(Math.max(...sizes) > 30_000 && Math.max(...sizes) <= limits.serverFrameBytes, `${Math.max(...sizes)}`);
});

test('an answer is filled up to the limit of a frame, and never beyond', async () => {
  const scene = aScene(24, { text: 'x'.repeat(1_235) });
  const rows = scene.memory.rows(room);
  const size = async (padding: number) => {
    const padded = rows.map((row, i) => (i === 23 ? { ...row, text: 'x'.repeat(padding) } : row));
    scene.memory.logs.set(room, padded);
    const answer = await ask(scene, { ...page, ...start });
    return { messages: answer.messages.length, bytes: byteLength(scene.memory.posts.at(-1)?.data ?? '') };
  };
  const { bytes } = await size(1);
  assert.ok(limits.serverFrameBytes - bytes < limits.textCharacters, 'less than one text is left');
  for (let over = -5; over <= 60; over++) {
    const filled = await size(1 + limits.serverFrameBytes - bytes + over);
    assert.ok(filled.bytes <= limits.serverFrameBytes);
    // One byte stays free: a comma is counted for the last message too, but not written.
    assert.equal(filled.messages, over < 0 ? 24 : 23, `${over} bytes over`);
  }
});

test('a page above a hole in the stored log is an error on our side, and a hole that heals is none', async () => {
  const scene = aScene(10);
  const rows = scene.memory.rows(room);
  const holed = rows.filter(({ seq }) => seq !== 6);
  scene.memory.logs.set(room, holed);
  const question = { ...page, room, log: logId, after: 3 };
  const refused = await scene.answer('ada', question);
  assert.equal(refused?.type === 'refused' && refused.code, 'internal');
  assert.equal(scene.memory.reported.length, 1);

  // A read misses the row, and the next one finds it.
  const { log } = scene.ports;
  scene.ports.log = {
    ...log,
    from: async (...asked) => {
      const found = await log.from(...asked);
      scene.memory.logs.set(room, rows);
      return found;
    },
  };
  const answer = await scene.answer('ada', question);
  assert.ok(answer?.type === 'page');
  assert.deepEqual(seqs(answer), [4, 5, 7, 8, 9, 10]);
  assert.equal(scene.memory.reported.length, 1);
});

test('a said has room for the largest text', async () => {
  const scene = aScene(0);
  const { text } = largest;
  assert.deepEqual([text.length, byteLength(text)], [limits.textCharacters, limits.textBytes]);
  assert.equal((await scene.answer('ada', sayFrame(1, { text })))?.type, 'said');
  scene.sit('old', { version: 0, user: largest.user, name: largest.name });
  await scene.send('old', { text: '€'.repeat(1_365) });
  assert.deepEqual(scene.heard('old'), ['said']);
});

test('paging from either end brings every message once, in order, for texts of any size', async () => {
  const scene = aScene(0);
  const texts = range(1, 230).map((seq) => (seq % 7 === 0 ? largest.text : 'x'.repeat((seq * 37) % 2_000 || 1)));
  scene.memory.logs.set(
    room,
    texts.map((text, i) => ({ log: logId, seq: i + 1, id: id(i + 1), user: 'u', name: 'n', text, at: 1 })),
  );
  const forward: number[] = [];
  for (let more = true; more;) {
    const after = forward.at(-1) ?? 0;
    const answer = await ask(scene, { ...page, log: after ? logId : null, after });
    ({ more } = answer);
    assert.ok(answer.messages.length > 0);
    forward.push(...seqs(answer));
  }
  assert.deepEqual(forward, range(1, 230));
  let backward = seqs(await ask(scene, hello));
  for (let more = true; more;) {
    const answer = await ask(scene, { ...page, before: backward[0] });
    ({ more } = answer);
    assert.ok(answer.messages.length > 0);
    backward = [...seqs(answer), ...backward];
  }
  assert.deepEqual(backward, range(1, 230));
});
