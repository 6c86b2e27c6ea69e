// npm run prove -w tools: owns a clone of the last commit, as a newcomer does, and runs all its tests: as it is, with other
// texts, and without the parts that docs/make-it-yours.md says may be deleted. It takes about 20 minutes.
// `npm run prove -w tools -- parts` deletes the parts only.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '../scripts/lib/free-ports.ts';
import { Problem, root, seconds } from '../scripts/lib/root.ts';
import { exitOnStop } from '../scripts/lib/signals.ts';
import { alterTexts } from './testing/alter.ts';
import { commit } from './testing/copy.ts';
import { deletePart, partsOf } from './testing/parts.ts';

const name = 'green-fields-2';
const place = mkdtempSync(join(tmpdir(), 'arc-prove-'));
const clone = join(place, name);
process.once('exit', () => rmSync(place, { recursive: true, force: true, maxRetries: 5 }));
exitOnStop();

/** As somebody has it who has nothing of ours on the PATH. */
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

/** Starts the app, uses it as people do, and stops it. */
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
    await Promise.race([ready.promise, gone.then(() => Promise.reject(new Problem('npm start ended')))]);
    npm('run', 'smoke', '--', `http://localhost:${port}`);
  } finally {
    app.kill('SIGTERM');
    await gone;
  }
}

/** Takes everything back, but for what npm has installed. */
function restore(): void {
  run(clone, 'git', 'reset', '--quiet', '--hard');
  run(clone, 'git', 'clean', '--quiet', '--force', '-d');
}

async function proveWhole(): Promise<void> {
  await show('it starts, and people can chat', starts);
  await show('its npm test is green', () => npm('test'));
  await show('with another sentence in each document, a README of its own and other texts of the page', () => {
    alterTexts(clone);
    npm('run', 'format');
    return npm('test');
  });
  restore();
}

try {
  run(root, 'git', 'clone', '--quiet', root, clone);
  await show('it is owned', () => npm('run', 'own', '--', name));
  commit(clone);
  if (process.argv[2] !== 'parts') await proveWhole();
  const parts = partsOf(clone);
  for (const part of parts) {
    await show(`without: ${part.title}`, () => {
      deletePart(clone, part);
      npm('run', 'check');
      return npm('run', 'e2e', '--', 'chat');
    });
    restore();
  }
  await show('without all of these parts', () => {
    for (const part of parts) deletePart(clone, part);
    return npm('test');
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
