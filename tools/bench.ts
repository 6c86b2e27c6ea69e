// npm run bench -w tools: compares the chat in the sandbox with a tutorial's bare echo, and writes docs/bench.md.
import { startApps, type AppName } from './bench/apps.ts';
import { clock } from './bench/clock.ts';
import { machine } from './bench/machine.ts';
import { measurement } from './bench/measurement.ts';
import { connecting, roundTrip } from './bench/messages.ts';
import { benchReport } from './bench/report.ts';
import { byHistory, bySize, tenAtOnce } from './bench/rooms.ts';
import { writeDocument } from './document.ts';
import { build } from '../scripts/lib/build.ts';
import { isWell } from '../scripts/lib/event-line.ts';
import { Problem } from '../scripts/lib/root.ts';
import type { Sandbox } from '../scripts/lib/sandbox.ts';

const sandboxes: Promise<Sandbox>[] = [];
const said: string[] = [];
const stopAll = () => Promise.allSettled(sandboxes.map(async (sandbox) => (await sandbox).stop()));
const { signal, folder, stop, run } = measurement('bench', stopAll, said);

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
  await writeDocument('docs/bench.md', benchReport(before, { ...measured, repeats, tookMs: passed() }));
}

await run(main);
