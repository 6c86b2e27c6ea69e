import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { WarmFunction } from './architect.ts';
import { callsIn, closeHome, environmentIn, makeHome, removeHome } from './home.ts';
import { Pool } from './pool.ts';
import { runtimeApi } from './runtime-api.ts';

// A process of its own, so that a sandbox that was killed still leaves nothing behind, stuck workers included.
const [home = '', json = '[]'] = process.argv.slice(2);
const functions: WarmFunction[] = JSON.parse(json);
const pools = new Map(functions.map((fn) => [fn.name, new Pool(fn)]));

/** SIGINT, as the sandbox does it: shells do not comment on that one. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // The sandbox was faster.
  }
}

function take(line: string): void {
  const [, pid, url, name] = /^(\d+) (\S+) (.+)$/.exec(line) ?? [];
  if (!pid || !url || !name) return console.error(`not a call: ${line}`);
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
// Open for writing too, so that it neither waits for the first bootstrap nor ends with the last.
const calls = openSync(callsIn(home), constants.O_RDWR | constants.O_NONBLOCK);
createInterface({ input: new Socket({ fd: calls }) }).on('line', take);
process.once('message', () => void stop().then(() => process.exit()));
process.once('disconnect', () => {
  // Nobody said stop: the sandbox was killed.
  void stop().then(() => {
    removeHome(home);
    process.exit();
  });
});
// Whoever read what functions print may be gone before they are.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.send?.('ready');
