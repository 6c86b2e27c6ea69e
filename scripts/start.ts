// npm start: builds the app, runs it in the Architect sandbox, and rebuilds it after each edit.
import { networkInterfaces } from 'node:os';
import { build } from './lib/build.ts';
import { openProxy, type TcpProxy } from './lib/proxy.ts';
import { onEdit } from './lib/edits.ts';
import { isWell } from './lib/event-line.ts';
import { portOf } from './lib/free-ports.ts';
import { leaveEnvironment } from './lib/operator/local.ts';
import { Problem, seconds } from './lib/root.ts';
import { startSandbox, type Sandbox } from './lib/sandbox.ts';
import { onStop } from './lib/signals.ts';

/** Files that the sandbox reads only when it starts. */
const readOnce = /^(app\.arc|prefs\.arc|\.env|packages[\\/]plugin-.*)$/;

const stopping = new AbortController();
let sandbox: Sandbox | undefined;
let proxy: TcpProxy | undefined;
let forgetEnvironment = () => {};

async function stop(code: number): Promise<never> {
  stopping.abort();
  forgetEnvironment();
  proxy?.close();
  await sandbox?.stop();
  process.exit(code);
}

function addressesOf(host: string, port: number): string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const others = everywhere ? Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []) : [];
  const lan = others.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
  return [everywhere || host === '127.0.0.1' ? 'localhost' : host, ...lan].map((name) => `http://${name}:${port}`);
}

/** Every event logs a line. The lines of events without an error are shown only with LOG=1. */
function print(line: string): void {
  if (process.env['LOG'] === '1' || !isWell(line)) console.log(line);
}

async function runSandbox(port: number): Promise<number> {
  const started = await startSandbox({ print });
  sandbox = started;
  // For npm run admin -- local.
  forgetEnvironment = leaveEnvironment(port, started.env);
  if (stopping.signal.aborted) await started.stop();
  void started.gone.then(() => {
    if (stopping.signal.aborted || sandbox !== started) return;
    console.error('The sandbox died; its last output is above. To start again, run: npm start');
    void stop(1);
  });
  return started.port;
}

async function rebuild(): Promise<void> {
  const since = performance.now();
  const failure = await build(stopping.signal);
  if (stopping.signal.aborted) return;
  console.log(
    failure ? `${failure}\nThe build failed; the last good build keeps running.` : `Rebuilt in ${seconds(since)}.`,
  );
}

async function restart(proxy: TcpProxy, at: number): Promise<void> {
  console.log('Restarting the sandbox, with empty tables …');
  const last = sandbox;
  sandbox = undefined;
  await last?.stop();
  const port = runSandbox(at);
  proxy.leadTo(port);
  await port.then(
    () => console.log('Restarted.'),
    (error: unknown) =>
      console.error(`${error instanceof Error ? error.message : String(error)}\nWaiting for an edit …`),
  );
}

async function main(): Promise<void> {
  const host = process.env['HOST'] || 'localhost';
  const port = portOf(process.env['PORT']);
  // Take the port before the slow build, and keep it, so that a taken port is reported at once.
  proxy = await openProxy(host, port);
  console.log('Building …');
  const failure = await build(stopping.signal);
  if (stopping.signal.aborted) return;
  if (failure) throw new Problem(`${failure}\nThe build failed.`);
  const inside = runSandbox(port);
  proxy.leadTo(inside);
  await inside;
  if (stopping.signal.aborted) return;

  const opened = proxy;
  onEdit(async (files) => {
    if (stopping.signal.aborted) return;
    const parts = files.filter((file) => readOnce.test(file));
    if (parts.length < files.length) await rebuild();
    if (parts.length > 0) await restart(opened, port);
  });
  console.log(`arc-chat is ready: ${addressesOf(host, port).join('  ')}`);
}

onStop(() => void stop(0));
// The process that reads our output may end first. Then our writes fail.
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
