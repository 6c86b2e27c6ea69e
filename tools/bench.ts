// npm run bench -w tools: compares the chat in the sandbox with a tutorial's bare echo, and writes docs/bench.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { startApps, type AppName } from './bench/apps.ts';
import { clock } from './bench/clock.ts';
import { machine } from './bench/machine.ts';
import { connecting, roundTrip } from './bench/messages.ts';
import { benchReport } from './bench/report.ts';
import { byHistory, bySize, tenAtOnce } from './bench/rooms.ts';
import { build } from '../scripts/lib/build.ts';
import { isWell } from '../scripts/lib/event-line.ts';
import { Problem, root } from '../scripts/lib/root.ts';
import { onStop } from '../scripts/lib/signals.ts';
import type { Sandbox } from '../scripts/lib/sandbox.ts';

const stopping = new AbortController();
const { signal } = stopping;
const sandboxes: Promise<Sandbox>[] = [];
const said: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'arc-bench-'));

async function stop(code: number): Promise<never> {
  stopping.abort();
  await Promise.allSettled(sandboxes.map(async (sandbox) => (await sandbox).stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** Keeps the last lines, except those of successful events, to print them after a failure. */
function print(line: string): void {
  if (isWell(line)) return;
  said.push(line);
  if (said.length > 20) said.shift();
}

function onStart(sandbox: Promise<Sandbox>): void {
  sandboxes.push(sandbox);
  const died = () => {
    if (signal.aborted) return;
    console.error(['\nA sandbox died.', ...said].join('\n'));
    void stop(1);
  };
  sandbox.then(({ gone }) => gone.then(died)).catch(() => undefined);
}

async function main(): Promise<void> {
  const passed = clock();
  const before = machine();
  console.log(`load average before: ${before.load}`);
  const failure = await build(signal);
  if (failure) throw new Problem(`${failure}\nThe build failed.`);
  const apps = await startApps({ folder, signal, onStart, print });
  const repeats = new Map<AppName, number>();
  const measured = {
    roundTrip: await roundTrip(apps, signal),
    connecting: await connecting(apps, signal),
    tenAtOnce: await tenAtOnce(apps, signal, ({ name }) => repeats.set(name, (repeats.get(name) ?? 0) + 1)),
    bySize: await bySize(apps, signal),
    // Last, because it makes the database large.
    byHistory: await byHistory(apps, signal),
  };
  const file = join(root, 'docs/bench.md');
  const text = benchReport(before, { ...measured, repeats, tookMs: passed() });
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log('written: docs/bench.md');
}

onStop(() => void stop(130));
// The reader of our output, such as `head`, may end first: ignore the broken pipe.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  await main();
  await stop(0);
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof Problem ? ['', error.message, ...said].join('\n') : error);
    await stop(1);
  }
}
