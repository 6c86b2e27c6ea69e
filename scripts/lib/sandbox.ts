import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './free-ports.ts';
import { environment, Problem, root } from './root.ts';

export type SandboxOptions = {
  /** The built project to run; this one by default. */
  folder?: string;
  /** Where the app answers, on the loopback interface; any free port by default. */
  port?: number;
  /** A new process for every event, as the sandbox does it by itself, rather than warm ones. */
  cold?: boolean;
  env?: Record<string, string>;
  /** Gets the lines that are worth reading: what functions print, warnings, errors. */
  print?: (line: string) => void;
};

export type Sandbox = {
  url: string;
  port: number;
  /** What a process has to have in its environment to find the sandbox's database with @architect/functions. */
  env: Record<string, string>;
  /** Resolves when it is gone, whether it was stopped or died. */
  gone: Promise<unknown>;
  /** Ends it and all that it started. */
  stop(): Promise<void>;
};

const startWithinMs = 30_000;
const stopWithinMs = 5_000;

/** What the sandbox says about itself on every start, and about every event. */
const noise = [/^\s*$/, /^[✓⚬○] /, /^❤︎ /, /^ +\w+ ⌁ /, /^ +[a-z]+ \S+ \.{3,} /, /^ {4}http:/];

function readLines(child: ChildProcess, print: (line: string) => void): void {
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', (line) => noise.some((it) => it.test(line)) || print(line));
  }
}

/** They are nobody's, so nothing that runs here can reach a real account. */
const credentials = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };

type Ports = { _arc: number; tables: number; events: number };

function environmentOf({ cold, env }: SandboxOptions, { _arc, tables, events }: Ports): NodeJS.ProcessEnv {
  return {
    ...environment,
    ...(cold !== undefined && { ARC_COLD: cold ? '1' : '0' }),
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

/** Starts the built app in the Architect sandbox, and waits until its page answers. @throws Problem with what it said */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const [free = 0, _arc = 0, tables = 0, events = 0] = await freePorts(4);
  const ports = { _arc, tables, events };
  const port = options.port ?? free;
  const url = `http://localhost:${port}`;
  const child = fork(join(import.meta.dirname, 'sandbox-process.ts'), [String(port)], {
    cwd: options.folder ?? root,
    env: environmentOf(options, ports),
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In a group of its own: a Ctrl-C in the terminal is for whoever started us, who then stops it in an orderly way.
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

  try {
    const ready = once(child, 'message', { signal: AbortSignal.timeout(startWithinMs) });
    await Promise.race([ready, gone.then(() => Promise.reject(new Problem('it ended')))]);
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(startWithinMs) });
    if (!ok) throw new Problem(`its page answered ${status}`);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem([`The sandbox did not start: ${reason}`, ...said].join('\n'));
  }
  const env = { ...credentials, ARC_ENV: 'testing', ARC_SANDBOX: JSON.stringify({ ports, version: '9.0.0' }) };
  return { url, port, env, gone, stop };
}
