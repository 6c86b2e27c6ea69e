// The sandbox has its own process: it reads its ports from the environment, and a stray WebSocket frame can kill it.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import sandbox from '@architect/sandbox';
import awsLite from '@aws-lite/client';
import { onOrphaned, tellParent } from './child.ts';
import { prepareTables } from './tables.ts';
import type Inventory from '@architect/inventory';

const [port, ...emptied] = process.argv.slice(2);
const { ARC_APP_SECRET = '', ARC_DB_EXTERNAL, ARC_TABLES_PORT } = process.env;

/** The sandbox has its own version of this package, and needs an inventory of that version. */
const takeInventory: typeof Inventory = createRequire(import.meta.resolve('@architect/sandbox'))(
  '@architect/inventory',
);

onOrphaned(() => {
  sandbox
    .end()
    .catch(() => undefined)
    .finally(() => process.exit());
});

// Otherwise the sandbox animates its lines, even into a pipe.
process.stdout.isTTY = false;

await once(process, 'message');
try {
  const inventory = await takeInventory({ cwd: process.cwd() });
  const { inv } = inventory;
  if (ARC_DB_EXTERNAL) {
    const database = await awsLite({ endpoint: `http://127.0.0.1:${ARC_TABLES_PORT}`, region: 'us-west-2' });
    await prepareTables(database, inv, emptied);
  }
  // The sandbox gives these variables to the functions, and then does not look into `.env` itself.
  const env = { ARC_APP_SECRET, ...inv._project.env.local?.testing };
  await sandbox.start({ cwd: process.cwd(), host: '127.0.0.1', port: Number(port), inventory, env });
  tellParent({ ready: { ARC_APP_SECRET: env.ARC_APP_SECRET } });
} catch (error) {
  tellParent({ problem: error instanceof Error ? error.message : String(error) });
}
