import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { before, test, type TestContext } from 'node:test';
import { build } from '../lib/build.ts';
import { freePorts } from '../lib/free-ports.ts';
import { environment, root } from '../lib/root.ts';

const timeout = 90_000;
const ctrlC = '\x03';

before(async () => {
  assert.equal(await build(), undefined);
});

/** Every process that has this one for an ancestor, with its command. */
function descendantsOf(pid: number): { pid: number; args: string }[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = table.map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? []);
  const children = all.filter(([, , parent]) => Number(parent) === pid);
  return children.flatMap(([, child, , args = '']) => [{ pid: Number(child), args }, ...descendantsOf(Number(child))]);
}

function isAlive({ pid }: { pid: number }): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs `npm start`, as a terminal does where it gets one, until the app is ready. */
async function start(t: TestContext, { terminal }: { terminal: boolean }) {
  const [port = 0] = await freePorts(1);
  const onMac = ['-q', '/dev/null', 'npm', 'start'];
  const inTerminal = process.platform === 'darwin' ? onMac : ['-q', '-e', '-c', 'npm start', '/dev/null'];
  const [command, args] = terminal ? (['script', inTerminal] as const) : (['npm', ['start']] as const);
  const env = { ...environment, PORT: String(port) };
  const child: ChildProcess = spawn(command, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  assert.ok(child.pid && child.stdout);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.includes('is ready')) ready.resolve();
  });
  await Promise.race([ready.promise, exited.then(() => Promise.reject(new Error(lines.join('\n'))))]);
  assert.equal((await fetch(`http://localhost:${port}`)).status, 200);
  const processes = descendantsOf(child.pid);
  t.after(() => {
    for (const it of [{ pid: child.pid ?? 0, args: '' }, ...processes])
      if (isAlive(it)) process.kill(it.pid, 'SIGKILL');
  });
  const sandbox = processes.find(({ args }) => args.includes('sandbox-process.ts'));
  assert.ok(sandbox && processes.some(({ args }) => args.includes('worker.ts')), 'the sandbox, and a warm function');
  return { child, exited, lines, processes, sandbox };
}

test('one Ctrl-C ends npm start, and all that it started before it', { timeout }, async (t) => {
  const { child, exited, lines, processes } = await start(t, { terminal: true });
  child.stdin?.write(ctrlC);
  await exited;
  assert.deepEqual(processes.filter(isAlive), []);
  assert.ok(!lines.some((line) => /error|at .*\.ts/i.test(line)), lines.join('\n'));
});

test('a second Ctrl-C does not wait for the sandbox', { timeout }, async (t) => {
  const { child, exited, sandbox } = await start(t, { terminal: true });
  // From now on it cannot end.
  process.kill(sandbox.pid, 'SIGSTOP');
  const pressing = setInterval(() => child.stdin?.write(ctrlC), 200);
  await exited;
  clearInterval(pressing);
  assert.ok(isAlive(sandbox), 'nobody waited until it was killed');
});

test('SIGTERM ends npm start, and all that it started', { timeout }, async (t) => {
  const { child, exited, processes } = await start(t, { terminal: false });
  child.kill('SIGTERM');
  await exited;
  assert.deepEqual(processes.filter(isAlive), []);
});
