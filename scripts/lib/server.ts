import { createInterface } from 'node:readline';
import { startChild, whenReady, type Child } from './child.ts';
import { freePorts } from './free-ports.ts';
import { environment, Problem } from './root.ts';

export type ServerProcess = Child & { url: string; port: number };

export type ServerOptions = {
  /** The folder of its database. */
  folder: string;
  port?: number;
  env?: NodeJS.ProcessEnv;
  /** Gets each line of output. */
  print?: (line: string) => void;
  /** A module that is loaded before the server. */
  first?: string;
};

/** Starts the built app as one process, and waits until it listens. @throws Problem with the reason */
export async function startServer({
  folder,
  env,
  first,
  print = () => {},
  ...options
}: ServerOptions): Promise<ServerProcess> {
  const [free = 0] = await freePorts(1);
  const port = options.port ?? free;
  const child = startChild('server-process.ts', [], {
    env: { ...environment, HOST: '127.0.0.1', PORT: String(port), DATA: folder, ...env },
    execArgv: first === undefined ? [] : ['--import', first],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child.process;
  for (const input of [stdout, stderr]) if (input) createInterface({ input }).on('line', print);
  try {
    await whenReady(child);
    return { port, url: `http://localhost:${port}`, ...child };
  } catch (error) {
    await child.stop();
    throw new Problem(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
