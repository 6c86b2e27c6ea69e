import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Tap } from '../src/tap.ts';
import { Meddler } from '../src/drawer/meddler.ts';
import { fakePlatform, FakeSocket } from '../testing/platform.ts';

const say = { type: 'say', room: 'lobby', id: 'a', text: 'Hi' };
const said = { type: 'said', room: 'lobby', log: 'x', seq: 7, id: 'a', name: 'Ann', text: 'Hi' };

/** A page with one socket, the drawer open, and a clock that the test sets. */
function watched() {
  const tap = new Tap();
  const socket = new FakeSocket();
  const wire = tap.on(fakePlatform(socket)).open('ws://here/?ticket=secret&v=1');
  const delivered: string[] = [];
  for (const type of ['open', 'message', 'close'] as const) wire.addEventListener(type, () => delivered.push(type));
  wire.send(JSON.stringify({ type: 'hello', room: 'lobby' }));
  const clock = { now: 0 };
  const passed: string[] = [];
  const news: string[] = [];
  const network: boolean[] = [];
  const meddler = new Meddler(
    tap,
    {
      onPassage: ({ way, type, room, fate }) => passed.push([way, type, `#${room}`, fate].filter(Boolean).join(' ')),
      onNews: (text) => news.push(text),
      onNetwork: (isOnline) => network.push(isOnline),
    },
    () => clock.now,
  );
  passed.length = 0;
  const sends = (frame: unknown) => wire.send(JSON.stringify(frame));
  return { tap, socket, wire, delivered, clock, passed, news, network, meddler, sends };
}

describe('breaking things', () => {
  test('only the next answer is lost', () => {
    const { meddler, sends, socket, delivered, passed, news, clock } = watched();
    meddler.losesAnswer = true;
    socket.hears({ ...said, id: 'of somebody else', seq: 6 });
    sends(say);
    socket.hears(said);
    assert.deepEqual(delivered, ['message'], 'a message of another person arrives');
    assert.equal(meddler.losesAnswer, false);
    clock.now = 5020;
    sends(say);
    socket.hears(said);
    assert.deepEqual(delivered, ['message', 'message']);
    assert.deepEqual(passed.slice(1), [
      'out say #lobby',
      'in said #lobby lost',
      'out say #lobby again',
      'in said #lobby',
    ]);
    assert.equal(news.at(-1), 'Healed after 5.0 s: “Hi” is message 7 of the log, once.');
  });

  test('a page with the message heals a lost answer', () => {
    const { meddler, sends, socket, news } = watched();
    meddler.losesAnswer = true;
    sends(say);
    socket.hears(said);
    socket.hears({ type: 'page', after: 6, seq: 7, messages: [said] });
    assert.match(news.at(-1) ?? '', /^Healed after 0 ms/);
  });

  test('the next message is sent twice, and its second answer brings nothing new', () => {
    const { meddler, sends, socket, passed, news } = watched();
    meddler.doublesSay = true;
    sends({ type: 'typing', room: 'lobby' });
    sends(say);
    assert.deepEqual(socket.sent.slice(2), [JSON.stringify(say), JSON.stringify(say)]);
    socket.hears(said);
    socket.hears(said);
    assert.deepEqual(passed.slice(1), [
      'out say #lobby',
      'out say #lobby doubled',
      'in said #lobby',
      'in said #lobby again',
    ]);
    assert.match(news.at(-1) ?? '', /^Healed .* message 7 of the log, once\.$/);
  });

  test('no frame passes offline, and the sockets close', async () => {
    const { meddler, tap, wire, socket, passed, network } = watched();
    meddler.goOffline();
    assert.equal(tap.wires.size, 0);
    wire.send('{"type":"typing"}');
    socket.hears(said);
    assert.equal(socket.sent.length, 1);
    assert.deepEqual(passed, ['life close #lobby', 'out typing #lobby lost', 'in said #lobby lost']);
    meddler.mend();
    assert.deepEqual([tap.isOffline, ...network], [false, false, true]);
  });

  test('the welcome of a new socket heals a dropped one', () => {
    const { meddler, socket, clock, news } = watched();
    meddler.drop();
    clock.now = 800;
    socket.hears({ type: 'welcome', messages: [], seq: 0 });
    assert.match(news.at(-1) ?? '', /^Healed after 800 ms/);
  });
});
