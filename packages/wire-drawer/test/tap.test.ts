import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tap } from '../src/tap.ts';
import { fakePlatform, FakeSocket } from '../testing/platform.ts';

test('frames go straight through when there is no watcher', () => {
  const socket = new FakeSocket();
  const heard: unknown[] = [];
  const opened = new Tap().on(fakePlatform(socket)).open('ws://here/');
  opened.addEventListener('message', (event) => heard.push(event));
  opened.send('out');
  socket.hears('in');
  assert.deepEqual(socket.sent, ['out']);
  assert.equal(heard.length, 1);
});

test('a watcher sees sockets that were open before it, and decides about each frame', () => {
  const tap = new Tap();
  const socket = new FakeSocket();
  const heard: unknown[] = [];
  const opened = tap.on(fakePlatform(socket)).open('ws://here/');
  opened.addEventListener('message', (event) => heard.push(event));
  opened.send('hello');
  assert.deepEqual([...tap.wires], [{ url: 'ws://here/', socket, hello: 'hello' }]);

  const seen: string[] = [];
  tap.watcher = {
    sends: (_, data) => seen.push(data),
    hears: (_, type, _event, deliver) => {
      seen.push(type);
      if (seen.length > 2) deliver();
    },
  };
  opened.send('kept');
  socket.hears('kept too');
  assert.deepEqual([socket.sent, heard], [['hello'], []]);
  socket.hears('passed on');
  assert.equal(heard.length, 1);
  assert.deepEqual(seen, ['kept', 'message', 'message']);
});

test('a closed socket is removed from the wires', () => {
  const tap = new Tap();
  const socket = new FakeSocket();
  tap.on(fakePlatform(socket)).open('ws://here/').close();
  assert.equal(tap.wires.size, 0);
});

test('there are no tickets offline', async () => {
  const tap = new Tap();
  const platform = tap.on(fakePlatform(new FakeSocket()));
  assert.deepEqual(await platform.ticket('lobby'), { url: 'ws://here/' });
  tap.isOffline = true;
  assert.equal(await platform.ticket('lobby'), 'later');
});
