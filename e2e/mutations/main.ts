// npm run mutations -w e2e: breaks the rules or the client on purpose, one mutation (table.ts) at a time, in a copy.
// A unit test has to fail each time. `-- sender hole` tries only mutations with one of these words in file or title.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations } from './table.ts';
import { environment, root, seconds } from '../../scripts/lib/root.ts';
import { exitOnStop } from '../../scripts/lib/signals.ts';
import type { Mutation } from './table.ts';

/** Each package comes after the packages that it imports. Its own tests or those of a later package have to fail. */
const packages = ['protocol', 'chat', 'node', 'client'];

/** Tests that take longer than this count as failed. */
const patienceMs = 120_000;

const place = mkdtempSync(join(tmpdir(), 'arc-chat-mutations-'));
process.once('exit', () => rmSync(place, { recursive: true }));
exitOnStop();

/** Copies the packages. Their imports find each other's copies, and links to the packages that npm installed. */
function copy(): void {
  mkdirSync(join(place, 'node_modules/@arc-chat'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@arc-chat') symlinkSync(join(root, 'node_modules', name), join(place, 'node_modules', name));
  }
  for (const name of packages) {
    cpSync(join(root, 'packages', name), join(place, 'packages', name), { recursive: true });
    symlinkSync(join(place, 'packages', name), join(place, 'node_modules/@arc-chat', name));
  }
}

/** Runs a package's tests until the first one fails. @returns its name, or another reason */
async function firstFailure(name: string): Promise<string | undefined> {
  const child = spawn('node', ['--test', `--test-concurrency=${availableParallelism()}`, '--test-reporter=spec'], {
    cwd: join(place, 'packages', name),
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const end = () => {
    // Kills the process group: each test file has a process of its own.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  let failure: string | undefined;
  const patience = setTimeout(() => {
    failure = 'the tests do not end';
    end();
  }, patienceMs);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
    const [, test] = /^\s*✖ (.+?)(?: \(.*ms\))?$/m.exec(output) ?? [];
    if (test && !failure) {
      failure = test;
      end();
    }
  });
  process.once('exit', end);
  const [code] = await once(child, 'close');
  process.off('exit', end);
  clearTimeout(patience);
  return failure ?? (code === 0 ? undefined : 'the tests crash');
}

/** Tries a mutation. @returns the test that fails, or undefined if none does */
async function tryOut({ file, search, replace }: Mutation): Promise<string | undefined> {
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  const [before, after, ...more] = text.split(search);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`not exactly once in ${file}: ${search}`);
  writeFileSync(path, before + replace + after);
  try {
    for (const name of packages.slice(packages.findIndex((it) => file.startsWith(`packages/${it}/`)))) {
      const failure = await firstFailure(name);
      if (failure !== undefined) return failure;
    }
    return undefined;
  } finally {
    writeFileSync(path, text);
  }
}

copy();
for (const name of packages) {
  const failure = await firstFailure(name);
  if (failure !== undefined) throw new Error(`${name} fails without a mutation, mend it first: ${failure}`);
}
const words = process.argv.slice(2);
const isChosen = ({ file, what }: Mutation) => words.some((word) => `${file} ${what}`.includes(word));
const chosen = words.length === 0 ? mutations : mutations.filter(isChosen);
let survivors = 0;
for (const mutation of chosen) {
  const since = performance.now();
  const failure = await tryOut(mutation);
  if (failure === undefined) survivors++;
  const told = failure === undefined ? '✗ not caught: no test fails' : `✓ caught: ${failure}`;
  console.log(`${mutation.file.replace('packages/', '')} ${mutation.what}, ${seconds(since)}\n  ${told}`);
}
console.log(`${chosen.length} mutations, ${survivors} not caught by any test`);
process.exit(survivors === 0 ? 0 : 1);
