import { startChild, whenReady, type Child } from './child.ts';
import { freePorts } from './free-ports.ts';
import { environment, Problem } from './root.ts';

export type Database = Pick<Child, 'gone' | 'stop' | 'kill'> & { port: number };

/**
 * Starts a DynamoDB on the loopback interface.
 *
 * @param folder keeps the tables; without a folder they are in memory, and empty
 * @throws Problem if another process uses the folder
 */
export async function startDatabase(folder?: string): Promise<Database> {
  const [port = 0] = await freePorts(1);
  const child = startChild('database-process.ts', [String(port), ...(folder === undefined ? [] : [folder])], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    await whenReady(child);
    return { port, ...child };
  } catch (error) {
    await child.stop();
    throw new Problem(`The database did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
