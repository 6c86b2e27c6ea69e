import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startDatabase } from '../../scripts/lib/database.ts';
import { newSecret } from '../../scripts/lib/local-data.ts';
import { startSandbox } from '../../scripts/lib/sandbox.ts';
import { startServer } from '../../scripts/lib/server.ts';
import { makeProject } from './app.ts';
import { Plan, type HostName } from './plan.ts';
import { readTable } from './read-table.ts';
import type { Message } from '@arc-chat/protocol';
import type { Child } from '../../scripts/lib/child.ts';
import type { Storm } from './storm.ts';

/** A running app. */
type Started = Pick<Child, 'gone' | 'stop' | 'kill'> & { port: number; url: string };

/** Something that runs the app, and keeps its messages when the app is killed. */
interface Host {
  /** So many kills in a run, at equal distances. */
  kills: number;
  start(port?: number): Promise<Started>;
  /** Kills the app, the nth time of this run. @returns the kind of fault */
  kill(app: Started, nth: number): Promise<string>;
  readLog(room: string): Promise<Message[]>;
  close(): Promise<void>;
}

interface Surroundings {
  seed: number;
  /** For the files of this run. */
  folder: string;
  storm: Storm;
  signal: AbortSignal;
}

/** The Architect sandbox, with functions that can be made to fail. The seats of lost sockets stay in the database. */
async function sandboxHost({ folder, storm, signal }: Surroundings): Promise<Host> {
  const [database, secret] = [await startDatabase(), newSecret()];
  await makeProject(folder, signal);
  return {
    kills: 1,
    async start(port) {
      const kept = { database: database.port, secret };
      const print = (line: string) => storm.hear(line);
      const sandbox = await startSandbox({ folder, cold: false, ...kept, ...(port && { port }), print });
      Object.assign(process.env, sandbox.env);
      return sandbox;
    },
    async kill(app) {
      await app.kill();
      return 'server killed';
    },
    readLog: readTable,
    close: database.stop,
  };
}

/** The app as one process: `npm run serve`. */
async function processHost({ seed, folder, storm }: Surroundings): Promise<Host> {
  let child: Awaited<ReturnType<typeof startServer>> | undefined;
  return {
    kills: 6,
    async start(port) {
      const first = join(import.meta.dirname, 'process/killer.ts');
      child = await startServer({
        folder,
        first,
        env: { TRUST_PROXY: '1' },
        print: (line) => storm.hear(line),
        ...(port && { port }),
      });
      return child;
    },
    async kill({ gone }, nth) {
      const moment = Plan.kill(seed, nth);
      child?.process.send(moment);
      await gone;
      return `server killed ${moment}`;
    },
    async readLog(room) {
      using database = new DatabaseSync(join(folder, 'chat.db'), { readOnly: true });
      const rows = database.prepare('SELECT row FROM log WHERE room = ? ORDER BY seq').all(room);
      return rows.map(({ row }) => {
        const { log: _, ...message } = JSON.parse(String(row));
        return message;
      });
    },
    close: async () => {},
  };
}

export const hosts: Record<HostName, (around: Surroundings) => Promise<Host>> = {
  sandbox: sandboxHost,
  process: processHost,
};
