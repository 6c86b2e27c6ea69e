import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { build } from '../lib/build.ts';
import { listen } from '../lib/free-ports.ts';
import { startSandbox, type SandboxOptions } from '../lib/sandbox.ts';
import { allEnd, familyOf, isAlive } from '../testing/processes.ts';

const timeout = 60_000;

before(async () => {
  assert.equal(await build(), undefined);
});

async function start(t: TestContext, options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  t.after(() => sandbox.stop());
  return sandbox;
}

/** The sandbox on this port, and every process below it. */
const processesOf = (port: number) => familyOf(({ args }) => args.endsWith(`sandbox-process.ts ${port}`));

for (const cold of [false, true]) {
  test(`a ${cold ? 'cold' : 'warm'} sandbox answers, and leaves no process behind`, { timeout }, async (t) => {
    const sandbox = await start(t, { cold });
    const response = await fetch(sandbox.url);
    assert.equal(response.status, 200);
    assert.match(await response.text(), new RegExp(`ws://localhost:${sandbox.port}/`));
    const processes = processesOf(sandbox.port);
    assert.ok(processes.length >= (cold ? 1 : 3), 'the sandbox; when warm, also a manager and a worker');
    await sandbox.stop();
    const ofFunctions = processes.filter(({ args }) => /\b(manager|worker)\.ts/.test(args));
    assert.deepEqual(ofFunctions.filter(isAlive), []);
    await assert.rejects(fetch(sandbox.url));
    // The sandbox may have been about to run `ps`, which ends by itself.
    await allEnd(processes);
  });
}

test('two sandboxes run side by side', { timeout }, async (t) => {
  const [one, two] = await Promise.all([start(t), start(t)]);
  for (const { url } of [one, two]) assert.equal((await fetch(url)).status, 200);
});

test('a sandbox that cannot start reports the reason', { timeout }, async (t) => {
  const server = createServer();
  t.after(() => server.close());
  const port = await listen(server, '127.0.0.1', 0);
  await assert.rejects(startSandbox({ port }), /did not start[^]*already in use/);
});

test('a sandbox ends by itself if its parent process is killed', { timeout }, async () => {
  const module = JSON.stringify(join(import.meta.dirname, '../lib/sandbox.ts'));
  const program = `const { port } = await (await import(${module})).startSandbox(); console.log(port);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(starter.stdout, 'data');
  const processes = processesOf(Number(port));
  assert.ok(processes.length >= 3);
  starter.kill('SIGKILL');
  await allEnd(processes);
});
