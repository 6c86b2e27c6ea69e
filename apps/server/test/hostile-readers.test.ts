import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { honestPeople } from '../testing/honest.ts';
import { HonestPerson, seat } from '../testing/person.ts';
import { frame, textFrame } from '../testing/raw.ts';
import { startTestServer } from '../testing/server.ts';

const server = await startTestServer(after);
const honest = await honestPeople(server);

/** So much more memory is never for one client: its unread bytes, and what a collection leaves for later. */
const boundMiB = 30;

const many = (count: number, one: Buffer) => Buffer.concat(Array.from({ length: count }, () => one));
const page = textFrame(JSON.stringify({ type: 'page', room: 'slow', before: 1_000 }));

test('a client that never reads is cut off, others are served, and it can come back and read all', async (t) => {
  // Nobody could say so much within the limits of the rules.
  const unlimited = await startTestServer((end) => t.after(end), 'off');
  const others = await honestPeople(unlimited);
  const [speaker, slow] = [await HonestPerson.enter(unlimited, 'slow'), await HonestPerson.enter(unlimited, 'slow')];
  const said = Array.from({ length: 8 }, (_, at) => `${at} ${'€'.repeat(1_300)}`);
  for (const it of said) await speaker.says(it);
  const before = await unlimited.memory();
  slow.raw.stream.pause();
  // The kernel takes the first megabytes.
  slow.raw.write(many(120, page));
  const isGone = () => speaker.find({ type: 'departed', user: slow.user }) !== undefined;
  while (!isGone()) {
    const next = `${said.length} ${'€'.repeat(1_300)}`;
    await speaker.says(next);
    said.push(next);
    assert.ok(said.length < 2_000, 'it was cut off at the limit');
  }
  assert.ok((await unlimited.memory()) - before < boundMiB);
  await others.chat();
  const again = await HonestPerson.enter(unlimited, 'slow');
  assert.deepEqual(await again.reads(), said);
});

test('a client that sends pings without end and never reads the answers is cut off', async () => {
  const before = await server.memory();
  const raw = await seat(server, 'pings');
  raw.stream.pause();
  await Promise.all([raw.writeUntilOver(many(500, frame(9, 'a'.repeat(125)))), honest.chat()]);
  assert.ok((await server.memory()) - before < boundMiB);
  await honest.chat();
});

test('a client that sends frames without end is told of the flood, then the socket closes', async () => {
  const watcher = await HonestPerson.enter(server, 'flood');
  for (const one of [textFrame(''), frame(2, 'a'), textFrame(JSON.stringify({ type: 'typing', room: 'flood' }))]) {
    const flooder = await HonestPerson.enter(server, 'flood');
    flooder.raw.write(many(2_000, one));
    await flooder.raw.until(() => flooder.raw.closeCode > 0, 'a close');
    assert.equal(flooder.raw.closeCode, 1008);
    assert.equal(flooder.raw.frames.at(-1)?.opcode, 8, 'nothing follows the close');
    const [refused] = flooder.raw.heard.slice(-1);
    assert.equal(refused?.['code'], 'flood');
    await watcher.hears({ type: 'departed', user: flooder.user });
    flooder.raw.stream.destroy();
  }
  await honest.chat();
});

test('a burst of frames costs little, and others are heard in between', async () => {
  const before = await server.memory();
  const raw = await seat(server, 'burst');
  raw.write(many(20_000, textFrame('')));
  await honest.chat();
  await raw.until(() => raw.closeCode > 0, 'a close');
  assert.ok((await server.memory()) - before < boundMiB);
  raw.stream.destroy();
});

test('a socket that the rules have closed is cut off, even if its client reads nothing and goes on sending', async () => {
  const before = await server.memory();
  const raws = await Promise.all(Array.from({ length: 3 }, () => seat(server, 'deaf')));
  raws[0]?.stream.pause();
  const since = performance.now();
  await Promise.all([...raws.map((raw) => raw.writeUntilOver(many(1_000, textFrame('')))), honest.chat()]);
  assert.ok(performance.now() - since < 6_000);
  assert.ok((await server.memory()) - before < boundMiB);
  await honest.chat();
});

test('after all of this, every message is in the log, once and in order', () => honest.remember());
