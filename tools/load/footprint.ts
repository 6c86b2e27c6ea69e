import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { progress } from '../bench/progress.ts';
import { clock } from '../bench/clock.ts';
import { residentBytes, type StartServer } from './server.ts';
import type { LoadGenerator } from './load-generator.ts';
import type { Notes } from './notes.ts';
import type { Peer } from './peers.ts';

type Footprint = {
  peers: readonly Peer[];
  start: StartServer;
  generator: LoadGenerator;
  notes: Notes;
  rounds: number;
  signal: AbortSignal;
};

const crowd = { rooms: 100, people: 50, writers: 0 };
export const idleSockets = crowd.rooms * crowd.people;

/** Files that a process has open besides its sockets, generously. */
const otherFiles = 200;

/** Thousands of sockets take a while, and their memory differs little from round to round. */
const mostRounds = 2;

const settlesWithinMs = 3_000;
const pollMs = 300;

/** The memory of a process once it changes by less than a hundredth; nobody can ask it to collect its garbage. */
async function settledBytes(pid: number): Promise<number> {
  const passed = clock();
  const sizes = [residentBytes(pid)];
  const isSettled = () => sizes.length > 4 && Math.max(...sizes.slice(-4)) < 1.01 * Math.min(...sizes.slice(-4));
  while (!isSettled() && passed() < settlesWithinMs) {
    await delay(pollMs);
    sizes.push(residentBytes(pid));
  }
  return sizes.at(-1) ?? 0;
}

function fileLimit(): number {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}

/** Measures the memory that idle sockets add to a new server. */
export async function memory({ peers, start, generator, notes, signal, ...plan }: Footprint): Promise<void> {
  const rounds = Math.min(plan.rounds, mostRounds);
  const limit = fileLimit();
  if (limit < idleSockets + otherFiles) {
    notes.miss(
      `memory: a process of this system may have only ${limit} files open, and ${idleSockets} sockets need more`,
    );
    return;
  }
  const line = progress('memory');
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      signal.throwIfAborted();
      await notes.attempt('memory', peer, async () => {
        const server = await start(peer, { RATE_LIMITS: 'off' });
        try {
          const before = await settledBytes(server.pid);
          const after = await generator.among(server, crowd, () => settledBytes(server.pid));
          notes.add('bytes a socket', peer.name, (after - before) / idleSockets);
          notes.add('bytes before', peer.name, before);
        } finally {
          await server.stop();
        }
      });
      line.at(++done, rounds * peers.length);
    }
  }
  line.done();
}

/** Measures how long a server takes to start. */
export async function startTimes({ peers, start, notes, rounds, signal }: Footprint): Promise<void> {
  const line = progress('start');
  // The first start of a program compiles it, and Node keeps the result.
  for (let round = -1; round < Math.max(rounds, 3); round++) {
    for (const peer of peers) {
      signal.throwIfAborted();
      await notes.attempt('start', peer, async () => {
        const server = await start(peer);
        await server.stop();
        if (round >= 0) notes.add('start', peer.name, server.startMs);
      });
    }
    line.at(round + 2, Math.max(rounds, 3) + 1);
  }
  line.done();
}
