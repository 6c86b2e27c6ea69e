// npm run prove -w tools: makes a clone of the last commit, runs `npm run own` in it, and tests it: unchanged, with other
// texts, and without the parts that docs/make-it-yours.md lists as deletable. Before that, it runs the tutorial with
// delays, and all browser tests on both hosts. It takes about an hour.
// `npm run prove -w tools -- parts` deletes the parts only.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { browserTests } from '../scripts/lib/browser-tests.ts';
import { build } from '../scripts/lib/build.ts';
import { freePorts } from '../scripts/lib/free-ports.ts';
import { Problem, root, seconds, tool } from '../scripts/lib/root.ts';
import { exitOnStop } from '../scripts/lib/signals.ts';
import { alterTexts } from './testing/alter.ts';
import { commit } from './testing/copy.ts';
import { deletePart, partsOf } from './testing/parts.ts';

const name = 'green-fields-2';
const place = mkdtempSync(join(tmpdir(), 'arc-prove-'));
const clone = join(place, name);
process.once('exit', () => rmSync(place, { recursive: true, force: true, maxRetries: 5 }));
exitOnStop();

/** The PATH without our node_modules, as a newcomer has it. */
const PATH = (process.env['PATH'] ?? '')
  .split(':')
  .filter((it) => !it.includes('node_modules'))
  .join(':');

function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, PATH },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return stdout;
  throw new Problem(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

const npm = (...args: string[]) => run(clone, 'npm', ...args);

async function show(what: string, prove: () => unknown): Promise<void> {
  const since = performance.now();
  const said = await prove();
  const last = typeof said === 'string' ? `: ${said.trim().split('\n').at(-1)}` : '';
  console.log(`✓ ${what}, ${seconds(since)}${last}`);
}

/** Starts the app, runs the smoke test against it, and stops it. */
async function starts(): Promise<void> {
  const [port = 0] = await freePorts(1);
  const app = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, PATH, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(app, 'exit');
  const ready = Promise.withResolvers<void>();
  createInterface({ input: app.stdout }).on('line', (line) => line.includes('is ready') && ready.resolve());
  try {
    await Promise.race([ready.promise, gone.then(() => Promise.reject(new Problem('npm start ended too early')))]);
    npm('run', 'smoke', '--', `http://localhost:${port}`);
  } finally {
    app.kill('SIGTERM');
    await gone;
  }
}

/** Undoes all changes, except ignored files such as installed packages. */
function restore(): void {
  run(clone, 'git', 'reset', '--quiet', '--hard');
  run(clone, 'git', 'clean', '--quiet', '--force', '-d');
}

async function proveWhole(): Promise<void> {
  await show('npm start works, and people can chat', starts);
  await show('npm test passes', () => npm('test'));
  await show('npm test passes with another README, and other texts in the documents and the page', () => {
    alterTexts(clone);
    npm('run', 'format');
    return npm('test');
  });
  restore();
}

try {
  // An order that was luck until now shows itself when each call of a function is late by a random time.
  await show('the tutorial holds with random delays', () =>
    run(root, 'env', 'TUTORIAL_JITTER=25', tool('node'), '--test', 'tools/test/whole/chapters.test.ts'),
  );
  const failure = await build();
  if (failure !== undefined) throw new Problem(failure);
  for (const host of ['warm', 'process'] as const) {
    await show(`all browser tests pass, ${host === 'warm' ? 'in the sandbox' : 'on one process'}`, async () => {
      const { failed, output } = await browserTests(host);
      if (failed > 0) throw new Problem(output);
    });
  }
  run(root, 'git', 'clone', '--quiet', root, clone);
  await show('npm run own works', () => npm('run', 'own', '--', name));
  commit(clone);
  if (process.argv[2] !== 'parts') await proveWhole();
  const parts = partsOf(clone);
  for (const part of parts) {
    await show(`check and e2e pass without: ${part.title}`, () => {
      deletePart(clone, part);
      npm('run', 'check');
      return npm('run', 'e2e', '--', 'chat');
    });
    restore();
  }
  await show('npm test passes without all of these parts', () => {
    for (const part of parts) deletePart(clone, part);
    return npm('test');
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
