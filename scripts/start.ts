// npm start: builds the app, runs it in the Architect sandbox, and keeps it up to date with the sources.
import { networkInterfaces } from 'node:os';
import { build } from './lib/build.ts';
import { openProxy, type TcpProxy } from './lib/proxy.ts';
import { onEdit } from './lib/edits.ts';
import { isWell } from './lib/event-line.ts';
import { Problem, seconds } from './lib/root.ts';
import { startSandbox, type Sandbox } from './lib/sandbox.ts';
import { onStop } from './lib/signals.ts';

/** What the sandbox reads once, on its start. */
const readOnce = /^(app\.arc|prefs\.arc|\.env|packages[\\/]plugin-.*)$/;

const stopping = new AbortController();
let sandbox: Sandbox | undefined;
let proxy: TcpProxy | undefined;

async function stop(code: number): Promise<never> {
  stopping.abort();
  proxy?.close();
  await sandbox?.stop();
  process.exit(code);
}

function portOf(text = '3333'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`PORT=${text} is not a port. Choose one between 1024 and 65535.`);
}

function addressesOf(host: string, port: number): string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const others = everywhere ? Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []) : [];
  const lan = others.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
  return [everywhere || host === '127.0.0.1' ? 'localhost' : host, ...lan].map((name) => `http://${name}:${port}`);
}

/** Every event leaves a line, which is worth reading only to those who look for something. */
function print(line: string): void {
  if (process.env['LOG'] === '1' || !isWell(line)) console.log(line);
}

async function runSandbox(): Promise<number> {
  const started = await startSandbox({ print });
  sandbox = started;
  if (stopping.signal.aborted) await started.stop();
  void started.gone.then(() => {
    if (stopping.signal.aborted || sandbox !== started) return;
    console.error('The sandbox died. What it said last is above; start again with: npm start');
    void stop(1);
  });
  return started.port;
}

async function rebuild(): Promise<void> {
  const since = performance.now();
  const failure = await build(stopping.signal);
  if (stopping.signal.aborted) return;
  console.log(
    failure ? `${failure}\nThe build failed; the last good one keeps running.` : `Rebuilt in ${seconds(since)}.`,
  );
}

async function restart(proxy: TcpProxy): Promise<void> {
  console.log('Restarting the sandbox, with empty tables …');
  const last = sandbox;
  sandbox = undefined;
  await last?.stop();
  const port = runSandbox();
  proxy.leadTo(port);
  await port.then(
    () => console.log('Restarted.'),
    (error: unknown) =>
      console.error(`${error instanceof Error ? error.message : String(error)}\nWaiting for an edit …`),
  );
}

async function main(): Promise<void> {
  const host = process.env['HOST'] || 'localhost';
  const port = portOf(process.env['PORT'] || undefined);
  // Before anything that takes time, and kept from now on, so nobody is told of a taken port at the end.
  proxy = await openProxy(host, port);
  console.log('Building …');
  const failure = await build(stopping.signal);
  if (stopping.signal.aborted) return;
  if (failure) throw new Problem(`${failure}\nThe build failed.`);
  const inside = runSandbox();
  proxy.leadTo(inside);
  await inside;
  if (stopping.signal.aborted) return;

  const opened = proxy;
  onEdit(async (files) => {
    if (stopping.signal.aborted) return;
    const parts = files.filter((file) => readOnce.test(file));
    if (parts.length < files.length) await rebuild();
    if (parts.length > 0) await restart(opened);
  });
  console.log(`arc-chat is ready: ${addressesOf(host, port).join('  ')}`);
}

onStop(() => void stop(0));
// The reader of our output may be gone before we are.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  await main();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Problem ? error.message : error);
    await stop(1);
  }
}
