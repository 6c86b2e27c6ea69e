import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { before, test, type TestContext } from 'node:test';
import { build } from '../lib/build.ts';
import { freePorts } from '../lib/free-ports.ts';
import { environment, root } from '../lib/root.ts';
import { familyOf, isAlive, type Process } from '../testing/processes.ts';

const timeout = 90_000;
const ctrlC = '\x03';

before(async () => {
  assert.equal(await build(), undefined);
});

/** The reason if this machine cannot run `npm start` in a terminal. */
const noTerminal =
  process.platform === 'darwin'
    ? 'script(1) of macOS takes no pipe'
    : spawnSync('script', ['--version']).error && 'there is no script(1)';

/** Runs `npm start`, in a terminal if asked to, and waits until the app is ready. */
async function start(t: TestContext, { terminal }: { terminal: boolean }) {
  const [port = 0] = await freePorts(1);
  const inTerminal = ['-q', '-e', '-c', 'npm start', '/dev/null'];
  const [command, args] = terminal ? (['script', inTerminal] as const) : (['npm', ['start']] as const);
  const env = { ...environment, PORT: String(port) };
  const child = spawn(command, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let processes: Process[] = [];
  t.after(() => {
    const family = [...processes, ...familyOf(({ pid }) => pid === child.pid)];
    for (const it of family) if (isAlive(it)) process.kill(it.pid, 'SIGKILL');
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.includes('is ready')) ready.resolve();
  });
  await Promise.race([ready.promise, exited.then(() => Promise.reject(new Error(lines.join('\n'))))]);
  assert.equal((await fetch(`http://localhost:${port}`)).status, 200);
  processes = familyOf(({ pid }) => pid === child.pid);
  const sandbox = processes.find(({ args }) => args.includes('sandbox-process.ts'));
  assert.ok(sandbox && processes.some(({ args }) => args.includes('worker.ts')), 'the sandbox and a warm function run');
  return { child, exited, port, lines, processes, sandbox };
}

test('one Ctrl-C ends the child processes, then npm start itself', { timeout, skip: noTerminal }, async (t) => {
  const { child, exited, lines, processes } = await start(t, { terminal: true });
  child.stdin.write(ctrlC);
  await exited;
  assert.deepEqual(processes.filter(isAlive), []);
  assert.ok(!lines.some((line) => /error|at .*\.ts/i.test(line)), lines.join('\n'));
});

test('a second Ctrl-C does not wait for the sandbox', { timeout, skip: noTerminal }, async (t) => {
  const { child, exited, sandbox } = await start(t, { terminal: true });
  // A stopped sandbox cannot end.
  process.kill(sandbox.pid, 'SIGSTOP');
  const pressing = setInterval(() => child.stdin.write(ctrlC), 200);
  await exited;
  clearInterval(pressing);
  assert.ok(isAlive(sandbox), 'npm start ended before it killed the sandbox');
});

test(
  'SIGTERM ends npm start and all its child processes; until then the operator’s commands find the app',
  { timeout },
  async (t) => {
    const { child, exited, port, processes } = await start(t, { terminal: false });
    const look = () => {
      const env = { ...environment, PORT: String(port) };
      return spawnSync('node', ['scripts/admin.ts', 'local', 'look', 'lobby'], { cwd: root, env, encoding: 'utf8' });
    };
    assert.match(look().stdout, /^0 sockets in lobby/);
    child.kill('SIGTERM');
    await exited;
    assert.deepEqual(processes.filter(isAlive), []);
    assert.equal(look().stderr, `No local run on port ${port} was found. In another terminal, run: npm start\n`);
  },
);
