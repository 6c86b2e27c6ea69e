import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { environment, root } from '../../scripts/lib/root.ts';

const stopWithinMs = 5_000;

/** Whether each process can be kept on a core of its own. Only Linux has this command. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** A server and its generator share nothing, so each has a core. */
export const cores = { server: 0, generator: 1 };

/** Starts a program of this project, on one core if possible. It has to end when its channel to us is closed. */
export function runPinned(file: string, core: number, env: NodeJS.ProcessEnv): Running {
  const pin = isPinned ? ['taskset', '-c', String(core)] : [];
  const [command, ...args] = [...pin, process.execPath, join(root, file)];
  // In its own process group, so that a Ctrl-C in the terminal does not reach it: `stop` ends it in order.
  const options = { cwd: root, env: { ...environment, ...env }, detached: true };
  // Nobody reads what it prints, for a reader would need a core too.
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const gone = once(child, 'exit').catch(() => undefined);
  let output = '';
  child.stderr?.on('data', (chunk) => (output = (output + String(chunk)).slice(-2_000)));
  async function stop(): Promise<void> {
    if (child.connected) child.disconnect();
    child.kill();
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(deadline);
  }
  return { process: child, gone, output: () => output, stop };
}

export type Running = {
  process: ChildProcess;
  /** Resolves when the process has ended. */
  gone: Promise<unknown>;
  /** The last of its errors. */
  output(): string;
  /** Asks the process to end, and waits for the end. */
  stop(): Promise<void>;
};
