// npm run load -w tools: compares the chat on one Node process with Socket.IO and ws, and writes docs/load.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { Problem, root } from '../scripts/lib/root.ts';
import { build } from '../scripts/lib/build.ts';
import { onStop } from '../scripts/lib/signals.ts';
import { clock } from './bench/clock.ts';
import { machine } from './bench/machine.ts';
import { memory, startTimes } from './load/footprint.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { losses } from './load/losses.ts';
import { Notes } from './load/notes.ts';
import { readLoadOptions, type LoadOptions } from './load/options.ts';
import { plot } from './load/plot.ts';
import { loadReport } from './load/report.ts';
import { servers, type LoadServer } from './load/server.ts';
import { latency, saturation } from './load/throughput.ts';
import type { Running } from './load/processes.ts';

const stopping = new AbortController();
const { signal } = stopping;
const processes = new Set<Running>();
const folder = mkdtempSync(join(tmpdir(), 'arc-load-'));
const start = servers(folder, signal, onStart);

function onStart(running: Running): void {
  processes.add(running);
  void running.gone.then(() => processes.delete(running));
}

async function stop(code: number): Promise<never> {
  stopping.abort();
  await Promise.allSettled([...processes].map((running) => running.stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** Measures what needs servers that run for long, as they do in production. */
async function throughput({ peers, parts, rounds, seconds }: LoadOptions, notes: Notes, generator: LoadGenerator) {
  const started: LoadServer[] = [];
  for (const peer of peers) {
    const server = await notes.attempt('start', peer, () => start(peer, { RATE_LIMITS: 'off' }));
    if (server) started.push(server);
  }
  const bench = { servers: started, generator, notes, rounds, seconds, signal };
  await saturation(bench);
  if (parts.includes('latency')) await latency(bench);
  await Promise.all(started.map((server) => server.stop()));
}

async function write(path: string, text: string): Promise<void> {
  const file = join(root, path);
  const isProse = path.endsWith('.md');
  writeFileSync(file, isProse ? await format(text, { ...(await resolveConfig(file)), filepath: file }) : text);
  console.log(`written: ${path}`);
}

async function main(): Promise<void> {
  const passed = clock();
  const before = machine();
  console.log(`load average before: ${before.load}`);
  const options = readLoadOptions();
  const { parts, peers, rounds, seconds } = options;
  // Our server has the page in its memory.
  const failure = await build(signal, '--filter=@arc-chat/web');
  if (failure) throw new Problem(`${failure}\nThe build failed.`);
  const notes = new Notes();
  const generator = new LoadGenerator(onStart);
  const footprint = { peers, start, generator, notes, rounds, signal };
  if (parts.includes('start')) await startTimes(footprint);
  if (parts.includes('memory')) await memory(footprint);
  if (parts.includes('saturation') || parts.includes('latency')) await throughput(options, notes, generator);
  const lost = parts.includes('losses') ? await losses({ peers, start, notes, seconds, signal }) : new Map();
  const text = loadReport({ machine: before, notes, lost, options, tookMs: passed() });
  if (!options.isWhole) return console.log(text);
  await write('docs/load.svg', plot(notes));
  await write('docs/load.md', text);
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
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    await stop(1);
  }
}
