import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warmFunctions, type HookArguments, type Runtime, type RuntimeArguments } from './architect.ts';
import { bootstrapIn, removeHome, whyUnfit } from './home.ts';
import { startManager, type Manager } from './manager-process.ts';

/**
 * The name for `@aws runtime` in app.arc. It must not begin with a language's name, because the sandbox chooses its own
 * runtimes by prefix.
 */
export const runtimeName = 'warm-node24';

// The folder is made when the sandbox starts, but Architect asks for the handler's path long before.
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
  // Architect joins this to each function's folder. `..` stops at the root, so one path is right at any depth.
  handlerFile: '../'.repeat(64) + bootstrapIn(home),
};

let probed: { reason: string | undefined } | undefined;
let manager: Manager | undefined;

process.once('exit', () => removeHome(home));

/** The reason why functions run cold, with a new process for each call; undefined if they are kept warm. */
function whyCold(): string | undefined {
  if (process.env['ARC_COLD'] === '1') return 'ARC_COLD=1 is set';
  // Only once: after an edit of app.arc the sandbox asks again, while the folder is in use.
  probed ??= { reason: whyUnfit(home) };
  return probed.reason;
}

async function end(): Promise<void> {
  await manager?.stop();
  manager = undefined;
}

/** An Architect plugin: a runtime for functions. It is Node 24 on Lambda, and keeps processes warm in the sandbox. */
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
      if (reason) console.log(`${runtimeName}: functions run cold, because ${reason}`);
      else if (functions.length > 0) manager = await startManager(home, functions);
    },
    end,
  },
};
