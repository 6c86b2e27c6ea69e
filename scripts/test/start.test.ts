import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { build } from '../lib/build.ts';
import { freePorts } from '../lib/free-ports.ts';
import { environment, root } from '../lib/root.ts';
import { allEnd, familyOf, isAlive, type Process } from '../testing/processes.ts';

const timeout = 90_000;
const ctrlC = '\x03';

// Every start of this file has the same folder and address, so each finds what was said in the starts before.
const DATA = mkdtempSync(join(tmpdir(), 'arc-data-'));
const [port = 0, otherPort = 0] = await freePorts(2);
const env = { ...environment, DATA, PORT: String(port) };

/** One person in all starts, as long as the cookie is good. */
const ann = guest(`http://localhost:${port}`);
const said: { user: string; text: string }[] = [];

before(async () => {
  assert.equal(await build(), undefined);
});

after(() => rmSync(DATA, { recursive: true }));

/** The reason if this machine cannot run `npm start` in a terminal. */
const noTerminal =
  process.platform === 'darwin'
    ? 'script(1) of macOS takes no pipe'
    : spawnSync('script', ['--version']).error && 'there is no script(1)';

/** Takes a seat for as long as the test runs, compares the room's messages with those that were said, and says one more. */
async function sayMore(t: TestContext): Promise<void> {
  const room = new Room('kept', ann);
  t.after(() => room.close());
  const changed = async (isTrue: () => boolean) => {
    while (!isTrue()) await delay(10);
  };
  room.open();
  await changed(() => room.state.status.type === 'live');
  assert.deepEqual(
    room.state.messages.map(({ user, text }) => ({ user, text })),
    said,
  );
  await room.say(`Message ${said.length + 1}`);
  await changed(() => room.state.messages.length > said.length && room.state.outbox.length === 0);
  const { user = '', text = '' } = room.state.messages.at(-1) ?? {};
  said.push({ user, text });
  assert.equal(said[0]?.user, user, 'the session lasts');
}

/** The ways to start: npm is slow, so only the tests of a stop use it. */
const ways = {
  terminal: ['script', '-q', '-e', '-c', 'npm start', '/dev/null'],
  npm: ['npm', 'start'],
  node: ['node', 'scripts/start.ts'],
} as const;

/** Starts the app, waits until it is ready, and says a message. */
async function start(t: TestContext, way: keyof typeof ways) {
  const [command, ...args] = ways[way];
  const child = spawn(command, args, { cwd: root, env, stdio: 'pipe' });
  let processes: Process[] = [];
  t.after(() => {
    const family = [...processes, ...familyOf(({ pid }) => pid === child.pid)];
    for (const it of family) if (isAlive(it)) process.kill(it.pid, 'SIGKILL');
  });
  const exited = once(child, 'close');
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (line.includes('is ready')) ready.resolve();
    });
  }
  await Promise.race([ready.promise, exited.then(() => Promise.reject(new Error(lines.join('\n'))))]);
  await sayMore(t);
  processes = familyOf(({ pid }) => pid === child.pid);
  const find = (program: string) => {
    const found = processes.find(({ args }) => args.includes(program));
    assert.ok(found, `${program} runs`);
    return found;
  };
  find('worker.ts');
  return { child, exited, lines, processes, find };
}

const run = (script: string, settings: NodeJS.ProcessEnv = env) => {
  const [file = '', ...args] = script.split(' ');
  return spawnSync('node', [join('scripts', file), ...args], { cwd: root, env: settings, encoding: 'utf8' });
};

test('one Ctrl-C ends the child processes, then npm start itself', { timeout, skip: noTerminal }, async (t) => {
  const { child, exited, lines, processes } = await start(t, 'terminal');
  child.stdin.write(ctrlC);
  await exited;
  assert.deepEqual(processes.filter(isAlive), []);
  assert.ok(!lines.some((line) => /error|at .*\.ts/i.test(line)), lines.join('\n'));
});

test('a second Ctrl-C does not wait for the sandbox', { timeout, skip: noTerminal }, async (t) => {
  const { child, exited, find } = await start(t, 'terminal');
  const sandbox = find('sandbox-process.ts');
  // A stopped sandbox cannot end.
  process.kill(sandbox.pid, 'SIGSTOP');
  const pressing = setInterval(() => child.stdin.write(ctrlC), 200);
  await exited;
  clearInterval(pressing);
  assert.ok(isAlive(sandbox), 'npm start ended before it killed the sandbox');
});

for (const [program, line] of [
  ['database-process.ts', 'The database died; its last output is above. To start again, run: npm start'],
  ['sandbox-process.ts', 'The sandbox died; its last output is above. To start again, run: npm start'],
  ['scripts/start.ts', undefined],
] as const) {
  test(`if ${program} is killed, everything ends, and the next start has all messages`, { timeout }, async (t) => {
    const { exited, lines, processes, find } = await start(t, 'node');
    process.kill(find(program).pid, 'SIGKILL');
    await exited;
    await allEnd(processes);
    if (line) assert.ok(lines.includes(line), lines.join('\n'));
  });
}

test(
  'one folder has one start at a time, whose secret is private and which the operator finds',
  { timeout },
  async (t) => {
    const { child, exited, processes } = await start(t, 'npm');
    const inUse =
      'The database did not start: another npm start uses the data. Stop it, or choose another folder and port: ';
    const second = run('start.ts', { ...env, PORT: String(otherPort) });
    assert.deepEqual(
      [second.status, second.stdout, second.stderr],
      [1, 'Building …\n', `${inUse}DATA=.data/2 PORT=3334 npm start\n`],
    );
    assert.equal(run('reset.ts').stderr, 'npm start uses the data. Stop it, then run this again.\n');
    for (const file of ['secret', 'local.json']) assert.equal(statSync(join(DATA, file)).mode & 0o777, 0o600);
    // The seats of killed starts are gone.
    assert.match(run('admin.ts local look kept').stdout, /^1 socket in kept:/);
    child.kill('SIGTERM');
    await exited;
    assert.deepEqual(processes.filter(isAlive), []);
    assert.equal(
      run('admin.ts local look kept').stderr,
      'No local run was found. In another terminal, run: npm start\n',
    );
  },
);

test('npm run reset deletes what was kept, and nothing else', () => {
  writeFileSync(join(DATA, 'mine'), '');
  assert.equal(run('reset.ts').stdout, 'The local data is deleted: messages, blocks and the secret.\n');
  assert.deepEqual(readdirSync(DATA).toSorted(), ['lock', 'mine']);
});
