import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { WarmFunction } from './architect.ts';
import { environmentIn, removeHome } from './home.ts';
import { Pool } from './pool.ts';
import { runtimeApi } from './runtime-api.ts';

// A separate process, so that it can end all workers, even stuck ones, after the sandbox was killed.
const [home = '', json = '[]'] = process.argv.slice(2);
const functions: WarmFunction[] = JSON.parse(json);
const pools = new Map(functions.map((fn) => [fn.name, new Pool(fn)]));

/** Sends SIGINT, as the sandbox does: shells print nothing about this signal. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // The sandbox has already ended the process.
  }
}

function take(line: string): void {
  const [, pid, url, name] = /^(\d+) (\S+) (.+)$/.exec(line) ?? [];
  if (!pid || !url || !name) return console.error(`not a valid call: ${line}`);
  const environment = environmentIn(home, Number(pid));
  // The call came to an earlier manager. It failed when that manager was killed.
  if (!existsSync(environment)) return;
  const forget = () => rmSync(environment, { force: true });
  const release = () => {
    interrupt(Number(pid));
    forget();
  };
  const pool = pools.get(name);
  if (pool) pool.take({ api: runtimeApi(url), arrivedMs: Date.now(), environment, release, forget });
  else release();
}

async function stop(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.stop()));
}

// The sandbox's process opened the FIFO as our stdin.
createInterface({ input: process.stdin }).on('line', take);
process.once('message', () => void stop().then(() => process.exit()));
process.once('disconnect', () => {
  // The sandbox was killed before it could send a stop.
  void stop().then(() => {
    removeHome(home);
    process.exit();
  });
});
// The reader of this output may end first. The manager must survive that, because it has to clean up.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.send?.('ready');
