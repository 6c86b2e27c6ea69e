// npm run load -w tools: compares the chat on one Node process with Socket.IO and ws, and writes docs/load.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root } from '../scripts/lib/root.ts';
import { build } from '../scripts/lib/build.ts';
import { clock } from './bench/clock.ts';
import { machine } from './bench/machine.ts';
import { measurement } from './bench/measurement.ts';
import { writeDocument } from './document.ts';
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

const processes = new Set<Running>();
const stopAll = () => Promise.allSettled([...processes].map((running) => running.stop()));
const { signal, folder, run } = measurement('load', stopAll);
const start = servers(folder, signal, onStart);

function onStart(running: Running): void {
  processes.add(running);
  void running.gone.then(() => processes.delete(running));
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
  writeFileSync(join(root, 'docs/load.svg'), plot(notes));
  console.log('written: docs/load.svg');
  await writeDocument('docs/load.md', text);
}

await run(main);
