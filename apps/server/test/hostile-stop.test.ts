import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { honestPeople } from '../testing/honest.ts';
import { knock, newId, pathTo, HonestPerson, seat } from '../testing/person.ts';
import { Raw, textFrame } from '../testing/raw.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

function textsOf({ folder }: TestServer, room: string) {
  const database = new DatabaseSync(join(folder, 'chat.db'));
  const rows = database.prepare("SELECT row ->> 'text' AS text FROM log WHERE room = ? ORDER BY seq").all(room);
  database.close();
  return rows.map(({ text }) => text);
}

// Each of these servers waits for its clients to say goodbye.
describe('the end of a server', { concurrency: true }, () => {
  test('an orderly stop asks all sockets to come back with 1012, and leaves nothing behind', async (t) => {
    const server = await startTestServer((end) => t.after(end));
    const honest = await honestPeople(server);
    for (let at = 0; at < 5; at++) await honest.chat();
    const person = await HonestPerson.enter(server, 'stop');
    const silent = await seat(server, 'stop');
    const halfOpen = await Raw.connect(server.port);
    const code = server.stop();
    await Promise.all([person.raw, silent].map((raw) => raw.until(() => raw.closeCode > 0, 'a close')));
    assert.deepEqual([person.raw.closeCode, silent.closeCode], [1012, 1012]);
    await halfOpen.end();
    assert.equal(await code, 0);
    await assert.rejects(Raw.connect(server.port), /ECONNREFUSED/);
    assert.ok(!existsSync(join(server.folder, 'chat.db-wal')), 'the database is closed');
    assert.equal(textsOf(server, 'honest').length, 5);
  });

  test('a kill loses no message that anybody has heard', async (t) => {
    const server = await startTestServer((end) => t.after(end), 'off');
    const rooms = await Promise.all(['a', 'b', 'c'].map((room) => HonestPerson.enter(server, room)));
    const heard = await Promise.all(
      rooms.map(async (person) => {
        const texts: string[] = [];
        while (texts.length < 1_000) {
          const text = newId();
          try {
            await person.says(text);
          } catch {
            // The server was killed meanwhile. It may have the text or not.
            break;
          }
          if (texts.push(text) === 100) void server.kill();
        }
        return [person.room, texts] as const;
      }),
    );
    for (const [room, texts] of heard) assert.deepEqual(textsOf(server, room).slice(0, texts.length), texts);
  });

  test('a stop ends although sockets are about to open', async (t) => {
    const server = await startTestServer((end) => t.after(end));
    const paths = await Promise.all(Array.from({ length: 40 }, () => pathTo(server, 'late')));
    await Promise.all(paths.map((path) => knock(server, path)));
    assert.equal(await server.stop(), 0);
  });

  test('a stop ends although a client never reads, and has closed its half of the connection', async (t) => {
    const server = await startTestServer((end) => t.after(end), 'off');
    const speaker = await HonestPerson.enter(server, 'slow');
    for (let at = 0; at < 8; at++) await speaker.says(`${at} ${'€'.repeat(1_300)}`);
    const slow = await HonestPerson.enter(server, 'slow');
    slow.raw.stream.pause();
    // More than the kernel takes, and less than the limit of the server.
    const page = textFrame(JSON.stringify({ type: 'page', room: 'slow', before: 1_000 }));
    for (let sent = 0; sent < 145; sent++) slow.raw.write(page);
    await speaker.says('all of these are answered');
    slow.raw.stream.end();
    await speaker.says('and the end is heard');
    assert.equal(await server.stop(), 0);
  });
});
