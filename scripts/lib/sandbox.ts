import { createInterface } from 'node:readline';
import { startChild, startWithinMs, whenReady, type Child } from './child.ts';
import { freePorts } from './free-ports.ts';
import { newSecret } from './local-data.ts';
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
  /** Tables of that DynamoDB that are emptied first. */
  emptied?: readonly string[];
  /** Encrypts sessions and tickets, unless `.env` has another ARC_APP_SECRET; by default a new secret. */
  secret?: string | undefined;
  env?: Record<string, string>;
  /** The sandbox waits for this, the build for example, and loads its own code meanwhile. */
  after?: Promise<unknown>;
  /** Gets the lines of functions, warnings and errors, without the sandbox's routine output. */
  print?: (line: string) => void;
};

export type Sandbox = Pick<Child, 'gone' | 'stop' | 'kill'> & {
  url: string;
  port: number;
  /** The environment that a process needs to find the sandbox's database, and to seal as its functions do. */
  env: Record<string, string>;
};

/** The sandbox's routine output, on every start and for every event. */
const noise = [/^\s*$/, /^[✓⚬○] /, /^❤︎ /, /^ +\w+ ⌁ /, /^ +[a-z]+ \S+ \.{3,} /, /^ {4}http:/];

function readLines({ process: { stdout, stderr } }: Child, print: (line: string) => void): void {
  for (const input of [stdout, stderr]) {
    if (input) createInterface({ input }).on('line', (line) => noise.some((it) => it.test(line)) || print(line));
  }
}

/** Fake credentials, so that nothing in the sandbox can reach a real account. */
const credentials = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };

type Ports = { _arc: number; tables: number; events: number };

function environmentOf(
  { cold, database, secret = newSecret(), env }: SandboxOptions,
  { _arc, tables, events }: Ports,
): NodeJS.ProcessEnv {
  return {
    ...environment,
    ...(cold !== undefined && { ARC_COLD: cold ? '1' : '0' }),
    ...(database !== undefined && { ARC_DB_EXTERNAL: 'true' }),
    ARC_ENV: 'testing',
    ARC_APP_SECRET: secret,
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
  const child = startChild('sandbox-process.ts', [String(port), ...(options.emptied ?? [])], {
    cwd: options.folder ?? root,
    env: environmentOf(options, ports),
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  readLines(child, (line) => {
    said.push(line);
    if (said.length > 50) said.shift();
    options.print?.(line);
  });
  try {
    await options.after;
    child.process.send('start');
    const secret = await whenReady(child);
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(startWithinMs) });
    if (!ok) throw new Problem(`its page answered ${status}`);
    const found = { ARC_ENV: 'testing', ARC_SANDBOX: JSON.stringify({ ports, version: '9.0.0' }) };
    return { url, port, env: { ...credentials, ...found, ...secret }, ...child };
  } catch (error) {
    await child.stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem([`The sandbox did not start: ${reason}`, ...said].join('\n'));
  }
}
