import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { maskedFrame, opcodes, plainFrame, walkFrames } from '../load/frames.ts';
import { countLosses } from '../load/losses/count.ts';
import { Notes } from '../load/notes.ts';
import { ours, socketio } from '../load/peers.ts';
import { plot } from '../load/plot.ts';
import { CountingSeat } from '../load/counting-seat.ts';
import { BareTalk } from '../load/talks/bare.ts';
import { verdict } from '../load/verdict.ts';

const texts = ['', 'short', 'm'.repeat(125), 'l'.repeat(126), 'x'.repeat(60_000)];

test('a walk finds every frame, wherever the bytes are cut', () => {
  const bytes = Buffer.concat(texts.slice(0, 4).map((text) => plainFrame(Buffer.from(text))));
  for (let cut = 0; cut <= bytes.length; cut++) {
    const found: string[] = [];
    const walk = (part: Buffer) =>
      walkFrames(part, (opcode, start, end) => {
        assert.equal(opcode, opcodes.text);
        found.push(part.toString('utf8', start, end));
      });
    const end = walk(bytes.subarray(0, cut));
    assert.equal(walk(bytes.subarray(end)), bytes.length - end);
    assert.deepEqual(found, texts.slice(0, 4), `cut at ${cut}`);
  }
});

test('a walk finds frames of each kind of length', () => {
  const long = Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)]);
  const sizes: number[] = [];
  const bytes = Buffer.concat([...texts.map((text) => plainFrame(Buffer.from(text))), long]);
  walkFrames(bytes, (_, start, end) => sizes.push(end - start));
  assert.deepEqual(sizes, [0, 5, 125, 126, 60_000, 65_536]);
});

test('a masked frame is the text under its key', () => {
  for (const text of texts) {
    const frame = maskedFrame(Buffer.from(text));
    const head = text.length < 126 ? 2 : 4;
    assert.equal(frame[0], 0x81);
    assert.equal((frame[1] ?? 0) & 0x80, 0x80);
    assert.equal(head === 2 ? (frame[1] ?? 0) & 127 : frame.readUInt16BE(2), text.length);
    const key = frame.subarray(head, head + 4);
    const payload = frame.subarray(head + 4).map((byte, i) => byte ^ (key[i % 4] ?? 0));
    assert.equal(Buffer.from(payload).toString(), text);
  }
});

/** Sends each byte in a packet of its own. */
async function trickle(socket: Socket, bytes: Buffer): Promise<void> {
  socket.setNoDelay(true);
  for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
}

test('a seat counts messages that come byte by byte, and answers a ping', async (t) => {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.on('data', (chunk) => heard.push(chunk));
      const frames = ['one', 'two', 'three'].map((text) => plainFrame(Buffer.from(text)));
      const answer = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
      const ping = Buffer.from([0x80 | opcodes.ping, 2, 0x68, 0x69]);
      void trickle(socket, Buffer.concat([answer, ...frames, ping]));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const seat = await CountingSeat.take(new BareTalk({ port, room: 'room', person: 'person' }), port, '127.0.0.1');
  t.after(() => {
    seat.leave();
    server.close();
  });
  while (Buffer.concat(heard).length < 8) await new Promise(setImmediate);
  assert.equal(seat.deliveries, 3);
  assert.equal((Buffer.concat(heard)[0] ?? 0) & 15, opcodes.pong);
});

test('a refused seat tells the answer', async (t) => {
  const server = createServer((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const taken = CountingSeat.take(new BareTalk({ port, room: 'room', person: 'person' }), port, '127.0.0.1');
  await assert.rejects(taken, /403 Forbidden/);
});

test('losses are counted by pairs of a message and a view', () => {
  const said = ['a', 'b', 'c'];
  const none = { said: 3, missing: 0, doubled: 0, reordered: 0 };
  assert.deepEqual(countLosses(said, [said, said]), { ...none, views: 2 });
  assert.deepEqual(countLosses(said, [said, ['a', 'c'], []]), { ...none, views: 3, missing: 4 });
  assert.deepEqual(countLosses(said, [said, ['a', 'b', 'a', 'c', 'a']]), { ...none, views: 2, doubled: 2 });
  assert.deepEqual(countLosses(said, [said, ['b', 'a', 'c']]), { ...none, views: 2, reordered: 1 });
  assert.deepEqual(
    countLosses(said, [
      ['a', 'c'],
      ['a', 'b', 'c'],
    ]),
    { ...none, views: 2, missing: 1 },
  );
});

/** Notes of a run in which our deliveries are so many times those of Socket.IO. */
function notesOf(multiple: number): Notes {
  const notes = new Notes();
  for (const crowd of ['a room of 50', 'a room of 500']) {
    for (const value of [900, 1000, 5000]) {
      notes.add(`deliveries, ${crowd}`, socketio.name, value);
      notes.add(`deliveries, ${crowd}`, ours.name, multiple * value);
    }
  }
  return notes;
}

test('the verdict compares medians with the aims, and is silent on what was not measured', () => {
  assert.match(verdict(notesOf(4)), /4\.0 times as many in a room of 50 .*meets it.* 4\.0 times .*misses it/);
  assert.match(verdict(notesOf(3.9)), /3\.9 times as many in a room of 50 .*misses it/);
  assert.doesNotMatch(verdict(notesOf(4)), /NaN|median|idle/);
  assert.equal(verdict(new Notes()), '');
});

test('the picture has a bar for each peer that was measured', () => {
  const picture = plot(notesOf(20));
  assert.equal(picture.match(/<rect class="(bar|ours)"/g)?.length, 4);
  assert.match(picture, /class="ours"[^]*>20 k</);
  assert.doesNotMatch(picture, /NaN|Infinity|undefined/);
});
