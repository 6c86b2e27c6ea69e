// The database has its own process: it outlives a sandbox that is restarted or killed.
import dynalite from 'dynalite';
import { onOrphaned, tellParent } from './child.ts';
import { databaseIn, lockData } from './local-data.ts';

const [port, folder] = process.argv.slice(2);

const inUse =
  'another npm start uses the data. Stop it, or choose another folder and port: DATA=.data/2 PORT=3334 npm start';

// Every row that was acknowledged is in the folder already.
onOrphaned(() => process.exit());

try {
  // A second database would begin to listen, and crash at its first request. So the lock comes first.
  const held = folder === undefined ? undefined : lockData(folder, inUse);
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: databaseIn(folder) }) });
  // Also keeps the lock from the garbage collector, which would free it.
  server.once('close', () => held?.[Symbol.dispose]());
  server.listen(Number(port), '127.0.0.1', () => tellParent({ ready: {} }));
} catch (error) {
  tellParent({ problem: error instanceof Error ? error.message : String(error) });
}
