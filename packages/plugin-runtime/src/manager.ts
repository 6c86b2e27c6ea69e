import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { WarmFunction } from './architect.ts';
import { callsIn, closeHome, environmentIn, makeHome, removeHome } from './home.ts';
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
  closeHome(home);
  await Promise.all([...pools.values()].map((pool) => pool.stop()));
}

makeHome(home);
// Opened for writing too: without a writer, reading would end before the first bootstrap and after the last.
const calls = openSync(callsIn(home), constants.O_RDWR | constants.O_NONBLOCK);
createInterface({ input: new Socket({ fd: calls }) }).on('line', take);
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
