import { once } from 'node:events';
import { Problem } from '../root.ts';

/** As if the shell had ended the command after Ctrl-C. */
const interrupted = 130;

/** Waits for the work, unless the user stops the command. @throws Problem with this line, if so */
export async function unlessStopped<T>(stop: AbortSignal, line: string, work: Promise<T>): Promise<T> {
  const stopped = stop.aborted ? Promise.resolve() : once(stop, 'abort');
  return Promise.race([work, stopped.then(() => Promise.reject(new Problem(line)))]);
}

/** @returns the given options @throws Problem for an unknown option */
export function optionsIn(args: string[], ...known: string[]): Set<string> {
  const unknown = args.find((it) => !known.includes(it));
  if (unknown === undefined) return new Set(args);
  throw new Problem(`This command does not know ${unknown}. Its options: ${known.join(', ') || 'none'}.`);
}

/** Importing Architect's packages adds a listener that ends the process at a Ctrl-C, with the exit code 0. */
function removeArchitectsListener(): void {
  for (const listener of process.listeners('SIGINT')) {
    if (listener.name === '_arcRestoreCursor') process.off('SIGINT', listener);
  }
}

/**
 * Runs a command, and exits: with 130 if it was stopped. Prints a Problem without its stack.
 *
 * @param line ends a stopped command at once; without a line, the command itself ends when it is stopped
 */
export async function runCommand(command: () => Promise<boolean>, stop?: AbortSignal, line?: string): Promise<never> {
  removeArchitectsListener();
  try {
    const done = stop && line ? unlessStopped(stop, line, command()) : command();
    process.exit((await done) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exit(stop?.aborted ? interrupted : 1);
  }
}
