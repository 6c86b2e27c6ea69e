import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(import.meta.resolve('@architect/sandbox/src/cli/cli.js'));

/** Waits for the condition, without a timeout of its own: the test has one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function processesNaming(path: string): string[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(path));
}

/** The pid of the manager whose home is in this folder. */
export function managerIn(folder: string): number | undefined {
  const line = processesNaming(folder).find((it) => it.includes('/manager.ts '));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

/** A free port below the system's ephemeral range, so that no other process gets it between this check and its use. */
async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const socket = connect(port, '127.0.0.1');
  const taken = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return taken ? freePort() : port;
}

/** A bundle that answers with an expression's value as JSON. */
export const answering = (expression: string) => `
let calls = 0;
export const handler = async (event, context) => {
  calls++;
  return { statusCode: 200, body: JSON.stringify(${expression}) };
};`;

type ProjectOptions = { runtime?: string; folder?: string; env?: string };

/** A project with functions: key `x` answers GET /x, and its value is the bundle. A slash makes a deeper folder. */
export function makeSampleProject(t: TestContext, functions: Record<string, string>, options: ProjectOptions = {}) {
  const root = mkdtempSync(join(tmpdir(), 'plugin-runtime-'));
  const stops: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const stop of stops) await stop();
    await until(() => processesNaming(root).length === 0);
    rmSync(root, { recursive: true, force: true });
  });
  const cwd = join(root, options.folder ?? 'project');
  const bundleOf = (name: string) => join(cwd, '.build/apps', name, 'index.mjs');
  const write = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  const routes = Object.keys(functions).map((name) => `/${name}\n  method get\n  src apps/${name}\n`);
  const aws = `@aws\nruntime ${options.runtime ?? 'warm-node24'}\ntimeout 20\n`;
  write(
    join(cwd, 'app.arc'),
    `@app\nfixture\n\n@plugins\narc-chat/plugin-runtime\n\n${aws}\n@http\n${routes.join('\n')}`,
  );
  write(join(cwd, 'prefs.arc'), '@sandbox\nlivereload false\n');
  if (options.env) write(join(cwd, '.env'), options.env);
  for (const [name, bundle] of Object.entries(functions)) {
    mkdirSync(join(cwd, 'apps', name), { recursive: true });
    write(bundleOf(name), bundle);
  }
  mkdirSync(join(cwd, 'node_modules/@arc-chat'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '..'), join(cwd, 'node_modules/@arc-chat/plugin-runtime'));
  return { root, cwd, bundleOf, stops };
}

export type SampleProject = ReturnType<typeof makeSampleProject>;
export type SampleSandbox = Awaited<ReturnType<typeof startSampleSandbox>>;

/** Starts the real sandbox with its own ports and its own temporary folder. */
export async function startSampleSandbox({ root, cwd, stops }: SampleProject, env: NodeJS.ProcessEnv = {}) {
  const temporary = mkdtempSync(join(root, 'tmp-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['--no-deprecation', cli, '--host', '127.0.0.1'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: root,
      TMPDIR: temporary,
      PORT: String(port),
      ARC_INTERNAL_PORT: String(await freePort()),
      NO_UPDATE_NOTIFIER: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
  const exited = once(child, 'exit');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await exited;
  };
  stops.push(() => stop('SIGKILL'));
  let output = '';
  const read = (chunk: Buffer) => (output += chunk);
  child.stdout.on('data', read);
  child.stderr.on('data', read);

  const get = async (path: string): Promise<{ status: number | undefined; body: string }> => {
    // A new connection for each request, because a kept one may be closed in the moment of its reuse.
    const request = httpGet(`http://127.0.0.1:${port}/${path}`, { agent: false });
    const [response] = await once(request, 'response');
    return { status: response.statusCode, body: await text(response) };
  };
  const sandbox = {
    port,
    get,
    async getJson(path: string) {
      const { status, body } = await get(path);
      assert.equal(status, 200, body);
      return JSON.parse(body);
    },
    output: () => output,
    stop,
    /** Resolves when it has ended. */
    exitCode: exited.then(([code]) => code),
    /** The pid of its manager. */
    manager() {
      const pid = managerIn(temporary);
      assert.ok(pid, 'the sandbox has a manager');
      return pid;
    },
    /** The pids and command lines of its manager and bootstraps. */
    helpers: () => processesNaming(temporary),
    /** The files in its temporary folder. */
    files: () => readdirSync(temporary, { recursive: true, encoding: 'utf8' }),
  };
  await until(() => output.includes('File watcher now looking') || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`the sandbox did not start:\n${output}`);
  return sandbox;
}

/** A project with a function that never yields, never answers or returns, as `way` says, and that prints its pid. */
export const makeBusyProject = (t: Parameters<typeof makeSampleProject>[0]) =>
  makeSampleProject(t, {
    busy: `export const handler = async ({ queryStringParameters: { way } }) => {
      console.log('pid', process.pid, way);
      if (way === 'loop') for (;;);
      if (way === 'wait') await new Promise(() => {});
      return { statusCode: 200, body: '' };
    };`,
  });

/** The pids that a busy project has printed. */
export const pidsIn = (output: string) => [...output.matchAll(/│ pid (\d+)/g)].map(([, pid]) => Number(pid));
