import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WarmFunction } from './architect.ts';

/** The sandbox's view of the manager. */
export type Manager = { stop(): Promise<void> };

/** Starts the manager. Resolves when it accepts calls. */
export async function startManager(home: string, functions: WarmFunction[]): Promise<Manager> {
  const child = fork(fileURLToPath(import.meta.resolve('./manager.ts')), [home, JSON.stringify(functions)], {
    execArgv: [],
    // A Ctrl-C in the terminal must reach only the sandbox. The sandbox then stops the manager.
    detached: true,
  });
  const gone = once(child, 'exit');
  const stopped = () => console.error('warm-node24: the process that manages the functions ended. Restart the sandbox');
  const [first] = await Promise.race([once(child, 'message'), gone]);
  if (first !== 'ready') throw new Error('warm-node24: the process that manages the functions did not start');
  child.once('exit', stopped);
  child.unref();
  child.channel?.unref();
  return {
    async stop() {
      child.off('exit', stopped);
      child.ref();
      if (child.connected) child.send('stop');
      await gone;
    },
  };
}
