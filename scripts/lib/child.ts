import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Problem } from './root.ts';

export type Child = {
  process: ChildProcess;
  /** Resolves when the process has ended, by a stop or by a crash. */
  gone: Promise<unknown>;
  /** Asks the process to end, and waits for the end. */
  stop(): Promise<void>;
  /** Kills the process, as a crash of the machine would. */
  kill(): Promise<void>;
};

/** The only message of a child process. After a `problem` it waits to be stopped. */
type Message = { ready: Record<string, string>; problem?: never } | { problem: string; ready?: never };

export const startWithinMs = 30_000;
const stopWithinMs = 5_000;

/** Tells our parent process that we are ready, or why we cannot be. */
export const tellParent = (message: Message) => process.send?.(message);

/** Calls back when our parent process stops us, or when it is dead. */
export function onOrphaned(end: () => void): void {
  if (process.connected) process.once('disconnect', end);
  else end();
}

/**
 * Runs a file of this folder in its own process. That process has to end when it is orphaned: by `stop`, or because our
 * own process was killed.
 */
export function startChild(file: string, args: string[], options: ForkOptions): Child {
  // In its own process group, so that a Ctrl-C in the terminal does not reach it: `stop` ends it in order.
  const child = fork(join(import.meta.dirname, file), args, { detached: true, ...options });
  const gone = once(child, 'exit');

  async function stop(): Promise<void> {
    if (child.connected) child.disconnect();
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(deadline);
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
  }

  return { process: child, gone, stop, kill };
}

/** @returns what the process tells when it is ready @throws Problem if it never is */
export async function whenReady({ process: child, gone }: Child): Promise<Record<string, string>> {
  const told = once(child, 'message', { signal: AbortSignal.timeout(startWithinMs) });
  const [message] = await Promise.race([told, gone.then(() => Promise.reject(new Problem('its process ended')))]);
  const { ready, problem }: Message = message;
  if (ready) return ready;
  throw new Problem(problem);
}
