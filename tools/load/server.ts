import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isTaken, listen } from '../../scripts/lib/free-ports.ts';
import { Problem } from '../../scripts/lib/root.ts';
import { clock } from '../bench/clock.ts';
import { cores, runPinned, type Running } from './processes.ts';
import type { Peer } from './peers.ts';

/** A peer that runs. */
export type LoadServer = {
  peer: Peer;
  port: number;
  pid: number;
  secret: string;
  /** From the start of the process until it answered on its port. */
  startMs: number;
  stop(): Promise<void>;
};

export type StartServer = (peer: Peer, env?: NodeJS.ProcessEnv) => Promise<LoadServer>;

const startWithinMs = 20_000;

/** Another process tells of its port only by answering there. */
const pollMs = 2;

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });

async function untilWell(port: number, { process: child, gone, output }: Running, signal: AbortSignal): Promise<void> {
  let isGone = false;
  void gone.then(() => (isGone = true));
  const passed = clock();
  while (!(await answers(port))) {
    signal.throwIfAborted();
    if (isGone || passed() > startWithinMs) {
      throw new Problem(`${child.spawnfile} ${isGone ? 'ended' : 'does not answer'}:\n${output()}`);
    }
    await delay(pollMs);
  }
}

/** Each server has another port. Below 32,768, no client of a loopback connection gets one, even while many connect. */
let lastPort = 20_000 + (process.pid % 5_000);

async function nextPort(): Promise<number> {
  const server = createServer();
  try {
    return await listen(server, '127.0.0.1', ++lastPort);
  } catch (error) {
    if (isTaken(error)) return nextPort();
    throw error;
  } finally {
    server.close();
  }
}

/** Makes a function that starts peers, each with a new folder in `folder`. @param onStart gets each process */
export function servers(folder: string, signal: AbortSignal, onStart: (running: Running) => void): StartServer {
  return async (peer, env = {}) => {
    signal.throwIfAborted();
    const port = await nextPort();
    const secret = randomBytes(24).toString('hex');
    const data = mkdtempSync(join(folder, 'data-'));
    const passed = clock();
    const own = { PORT: String(port), HOST: '127.0.0.1', DATA: data, ARC_APP_SECRET: secret };
    const running = runPinned(peer.file, cores.server, { ...own, ...env });
    onStart(running);
    await untilWell(port, running, signal);
    return { peer, port, pid: running.process.pid ?? 0, secret, startMs: passed(), stop: running.stop };
  };
}

/** The memory that a process has, in bytes. */
export function residentBytes(pid: number): number {
  const path = `/proc/${pid}/status`;
  const kilobytes = existsSync(path)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) * 1024;
}
