import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WarmFunction } from './architect.ts';

/** The manager, seen from the sandbox. */
export type Manager = { stop(): Promise<void> };

/** Starts the manager; resolves once calls can be handed over. */
export async function startManager(home: string, functions: WarmFunction[]): Promise<Manager> {
  const child = fork(fileURLToPath(import.meta.resolve('./manager.ts')), [home, JSON.stringify(functions)], {
    execArgv: [],
    // A Ctrl-C in the terminal is for the sandbox, which then tells us to stop.
    detached: true,
  });
  const gone = once(child, 'exit');
  const stopped = () => console.error('warm-node24: the manager of the functions is gone, restart the sandbox');
  const [first] = await Promise.race([once(child, 'message'), gone]);
  if (first !== 'ready') throw new Error('warm-node24: the manager of the functions did not start');
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
