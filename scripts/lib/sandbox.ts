import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './free-ports.ts';
import { environment, Problem, root } from './root.ts';

export type SandboxOptions = {
  /** The built project to run; by default this project. */
  folder?: string;
  /** The app's port on the loopback interface; by default any free port. */
  port?: number;
  /** Starts a new process for every event, as the plain sandbox does, instead of using warm processes. */
  cold?: boolean;
  /** The port of a DynamoDB that outlives the sandbox; by default the sandbox starts its own, empty one. */
  database?: number | undefined;
  env?: Record<string, string>;
  /** Gets the lines of functions, warnings and errors, without the sandbox's routine output. */
  print?: (line: string) => void;
};

export type Sandbox = {
  url: string;
  port: number;
  /** The environment that a process needs to find the sandbox's database through @architect/functions. */
  env: Record<string, string>;
  /** Resolves when the sandbox has ended, by a stop or by a crash. */
  gone: Promise<unknown>;
  /** Ends the sandbox and all its child processes. */
  stop(): Promise<void>;
  /** Kills the sandbox, as a crash of the machine would. */
  kill(): Promise<void>;
};

const startWithinMs = 30_000;
const stopWithinMs = 5_000;

/** The sandbox's routine output, on every start and for every event. */
const noise = [/^\s*$/, /^[✓⚬○] /, /^❤︎ /, /^ +\w+ ⌁ /, /^ +[a-z]+ \S+ \.{3,} /, /^ {4}http:/];

function readLines(child: ChildProcess, print: (line: string) => void): void {
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', (line) => noise.some((it) => it.test(line)) || print(line));
  }
}

/** Fake credentials, so that nothing in the sandbox can reach a real account. */
const credentials = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };

type Ports = { _arc: number; tables: number; events: number };

function environmentOf({ cold, database, env }: SandboxOptions, { _arc, tables, events }: Ports): NodeJS.ProcessEnv {
  return {
    ...environment,
    ...(cold !== undefined && { ARC_COLD: cold ? '1' : '0' }),
    ...(database !== undefined && { ARC_DB_EXTERNAL: 'true' }),
    ARC_ENV: 'testing',
    ARC_INTERNAL_PORT: String(_arc),
    ARC_TABLES_PORT: String(tables),
    ARC_EVENTS_PORT: String(events),
    ...credentials,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    ...env,
  };
}

/** Starts the built app in the Architect sandbox, and waits until its page answers. @throws Problem with the output */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const [free = 0, _arc = 0, tables = 0, events = 0] = await freePorts(4);
  const ports = { _arc, tables: options.database ?? tables, events };
  const port = options.port ?? free;
  const url = `http://localhost:${port}`;
  const child = fork(join(import.meta.dirname, 'sandbox-process.ts'), [String(port)], {
    cwd: options.folder ?? root,
    env: environmentOf(options, ports),
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In its own process group, so that a Ctrl-C in the terminal does not reach it: `stop` ends it in order.
    detached: true,
  });
  const said: string[] = [];
  readLines(child, (line) => {
    said.push(line);
    if (said.length > 50) said.shift();
    options.print?.(line);
  });
  const gone = once(child, 'exit');

  async function stop(): Promise<void> {
    if (child.connected) child.disconnect();
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(deadline);
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
  }

  try {
    const ready = once(child, 'message', { signal: AbortSignal.timeout(startWithinMs) });
    await Promise.race([ready, gone.then(() => Promise.reject(new Problem('its process ended')))]);
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(startWithinMs) });
    if (!ok) throw new Problem(`its page answered ${status}`);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem([`The sandbox did not start: ${reason}`, ...said].join('\n'));
  }
  const env = { ...credentials, ARC_ENV: 'testing', ARC_SANDBOX: JSON.stringify({ ports, version: '9.0.0' }) };
  return { url, port, env, gone, stop, kill };
}
