import { spawnSync } from 'node:child_process';
import { constants, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The script that the sandbox executes instead of a function. */
export const bootstrapIn = (home: string) => join(home, 'bootstrap');

/** The FIFO. A bootstrap writes `<its pid> <runtime API> <function>` to it, a line short enough for an atomic write. */
const callsIn = (home: string) => join(home, 'calls');

/** The environment that the sandbox gave to the bootstrap with this pid, as a script for `sh`. */
export const environmentIn = (home: string, pid: number) => join(home, String(pid));

// Shell builtins only, because a fork would cost a millisecond. `<>` opens a FIFO without waiting for a reader. `read`
// waits: stdin stays empty and closes when the sandbox ends. The manager ends the wait earlier with a signal.
const script = (home: string) => `#!/bin/sh
[ -p ${callsIn(home)} ] || exit 1
export -p >${home}/$$
echo "$$ $AWS_LAMBDA_RUNTIME_API $AWS_LAMBDA_FUNCTION_NAME" 1<>${callsIn(home)}
read -r _
exit 0
`;

/** Makes the folder with the bootstrap and its FIFO, after removing an old one. */
export function makeHome(home: string): void {
  removeHome(home);
  // No access for other users: environments hold secrets.
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(bootstrapIn(home), script(home), { mode: 0o700 });
  spawnSync('mkfifo', [callsIn(home)]);
}

/** Opens the FIFO. Opened for writing too: otherwise reading would end between two bootstraps. */
export function openCalls(home: string): number {
  return openSync(callsIn(home), constants.O_RDWR | constants.O_NONBLOCK);
}

/** Removes the files of the calls that have no answer yet. @returns their runtime APIs */
export function takeUnanswered(home: string): string[] {
  return readdirSync(home)
    .filter((file) => /^\d+$/.test(file))
    .flatMap((pid) => {
      const environment = environmentIn(home, Number(pid));
      const [, url] = /^export AWS_LAMBDA_RUNTIME_API=['"]?([^'"\n]+)/m.exec(readFileSync(environment, 'utf8')) ?? [];
      // The bootstrap still writes the file, so its call has yet to arrive.
      if (!url) return [];
      rmSync(environment);
      return [url];
    });
}

/** Rejects new calls. The bootstrap stays, because a stopping sandbox calls `disconnect` for every open socket. */
export function closeHome(home: string): void {
  rmSync(callsIn(home), { force: true });
}

export function removeHome(home: string): void {
  // Retries, because a bootstrap may write into the folder at the same time.
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Tries a bootstrap as the sandbox runs it. Returns the reason why it does not work in this folder, or undefined. */
export function whyUnfit(home: string): string | undefined {
  if (process.platform === 'win32') return 'Windows has no FIFOs. Use WSL';
  if (!/^[\w./+-]+$/.test(home)) return `a shell would misread the path ${home}. Set TMPDIR to another folder`;
  try {
    makeHome(home);
    const { status, stderr } = spawnSync(bootstrapIn(home), { shell: true, env: {}, input: '', encoding: 'utf8' });
    return status === 0 ? undefined : `no FIFO or script can be made in ${home} ${stderr.trim()}`;
  } catch (error) {
    return `the folder ${home} cannot be made: ${String(error)}`;
  } finally {
    removeHome(home);
  }
}
