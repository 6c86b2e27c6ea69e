// npm start: builds the app, runs it in the Architect sandbox, and rebuilds it after each edit.
import { networkInterfaces } from 'node:os';
import { build } from './lib/build.ts';
import { startDatabase, type Database } from './lib/database.ts';
import { openProxy, type TcpProxy } from './lib/proxy.ts';
import { onEdit } from './lib/edits.ts';
import { isWell } from './lib/event-line.ts';
import { portOf } from './lib/free-ports.ts';
import { dataFolder, secretIn } from './lib/local-data.ts';
import { leaveEnvironment } from './lib/operator/local.ts';
import { Problem, seconds } from './lib/root.ts';
import { startSandbox, type Sandbox } from './lib/sandbox.ts';
import { onStop } from './lib/signals.ts';

/** Files that the sandbox reads only when it starts. */
const readOnce = /^(app\.arc|prefs\.arc|\.env|packages[\\/]plugin-.*)$/;

/** Tables about sockets. When the sandbox starts, no socket is open. */
const ofSockets = ['seats', 'connections', 'tickets'];

const stopping = new AbortController();
let database: Database | undefined;
let sandbox: Sandbox | undefined;
let proxy: TcpProxy | undefined;
let forgetEnvironment = () => {};

async function stop(code: number): Promise<never> {
  stopping.abort();
  forgetEnvironment();
  proxy?.close();
  await sandbox?.stop();
  await database?.stop();
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

/** Ends everything when a part has ended by itself. */
async function endWith(name: string, gone: Promise<unknown>, isReplaced: () => boolean): Promise<void> {
  await gone;
  if (stopping.signal.aborted || isReplaced()) return;
  console.error(`The ${name} died; its last output is above. To start again, run: npm start`);
  await stop(1);
}

async function openDatabase(): Promise<void> {
  const started = await startDatabase(dataFolder);
  database = started;
  if (stopping.signal.aborted) await started.stop();
  void endWith('database', started.gone, () => false);
}

async function runSandbox(after?: Promise<unknown>): Promise<number> {
  const secret = secretIn(dataFolder);
  const started = await startSandbox({
    print,
    database: database?.port,
    emptied: ofSockets,
    secret,
    ...(after && { after }),
  });
  sandbox = started;
  // For npm run admin -- local.
  forgetEnvironment = leaveEnvironment(dataFolder, started.env);
  if (stopping.signal.aborted) await started.stop();
  void endWith('sandbox', started.gone, () => sandbox !== started);
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

async function restart(proxy: TcpProxy): Promise<void> {
  console.log('Restarting the sandbox …');
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
  const port = portOf(process.env['PORT']);
  // Take the port before the slow build, and keep it, so that a taken port is reported at once.
  proxy = await openProxy(host, port);
  console.log('Building …');
  const built = build(stopping.signal).then((failure) => {
    if (failure !== undefined && !stopping.signal.aborted) throw new Problem(`${failure}\nThe build failed.`);
  });
  const inside = openDatabase().then(() => runSandbox(built));
  proxy.leadTo(inside);
  await Promise.all([built, inside]);
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
