import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warmFunctions, type HookArguments, type Runtime, type RuntimeArguments } from './architect.ts';
import { bootstrapIn, removeHome, whyUnfit } from './home.ts';
import { startManager, type Manager } from './manager-process.ts';

/** What `@aws runtime` says in app.arc. The sandbox goes by prefixes, so it must not begin with the name of a language. */
export const runtimeName = 'warm-node24';

// Named before it is made: Architect wants to know the handler's path long before the sandbox starts, which makes it.
const home = join(tmpdir(), `arc-warm-${process.pid}-${randomUUID().slice(0, 8)}`);

const asDeployed: Runtime = {
  name: runtimeName,
  type: 'transpiled',
  build: '.build',
  handlerFile: 'index.mjs',
  baseRuntime: 'nodejs24.x',
};

const warm: Runtime = {
  name: runtimeName,
  type: 'compiled',
  build: '.build',
  // Architect joins this to each function's folder. Climbing stops at the root, so one path is right at any depth.
  handlerFile: '../'.repeat(64) + bootstrapIn(home),
};

let probed: { reason: string | undefined } | undefined;
let manager: Manager | undefined;

process.once('exit', () => removeHome(home));

/** Why functions run in the sandbox's own way, a process for each call; undefined when they are kept warm. */
function whyCold(): string | undefined {
  if (process.env['ARC_COLD'] === '1') return 'ARC_COLD=1';
  // Once, since the sandbox asks again when app.arc is edited, with the folder in use.
  probed ??= { reason: whyUnfit(home) };
  return probed.reason;
}

async function end(): Promise<void> {
  await manager?.stop();
  manager = undefined;
}

/** An Architect plugin: the functions' runtime, Node 24 on Lambda, the same bundles kept warm in the sandbox. */
export default {
  set: {
    runtimes({ inventory }: RuntimeArguments): Runtime {
      const deploying = inventory.inv._arc.deployStage !== null;
      return deploying || whyCold() ? asDeployed : warm;
    },
  },
  sandbox: {
    async start({ inventory }: HookArguments): Promise<void> {
      await end();
      const reason = whyCold();
      const functions = warmFunctions(inventory.inv, runtimeName);
      if (reason) console.log(`${runtimeName}: functions run cold, ${reason}`);
      else if (functions.length > 0) manager = await startManager(home, functions);
    },
    end,
  },
};
