import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the sandbox executes in place of a function. */
export const bootstrapIn = (home: string) => join(home, 'bootstrap');

/** Where a bootstrap writes `<its pid> <runtime API> <function>`, a line short enough to be atomic. */
export const callsIn = (home: string) => join(home, 'calls');

/** The environment that the sandbox gave to the bootstrap with this pid, as a script for `sh`. */
export const environmentIn = (home: string, pid: number) => join(home, String(pid));

// Builtins only, since a fork would cost a millisecond. `<>` opens a FIFO at once even when nobody reads it any more.
// stdin never says a word, it ends when the sandbox does; the manager ends the wait with a signal.
const script = (home: string) => `#!/bin/sh
[ -p ${callsIn(home)} ] || exit 1
export -p >${home}/$$
echo "$$ $AWS_LAMBDA_RUNTIME_API $AWS_LAMBDA_FUNCTION_NAME" 1<>${callsIn(home)}
read -r _
exit 0
`;

/** Makes the folder with the bootstrap and its FIFO, anew. */
export function makeHome(home: string): void {
  removeHome(home);
  // Nobody else's business: environments hold secrets.
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(bootstrapIn(home), script(home), { mode: 0o700 });
  spawnSync('mkfifo', [callsIn(home)]);
}

/** Turns calls away. The bootstrap stays: a sandbox on its way out calls `disconnect` for every open socket. */
export function closeHome(home: string): void {
  rmSync(callsIn(home), { force: true });
}

export function removeHome(home: string): void {
  // Retried when a bootstrap writes into it meanwhile.
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Why bootstraps would not work in this folder, found by trying one as the sandbox does; undefined when they do. */
export function whyUnfit(home: string): string | undefined {
  if (process.platform === 'win32') return 'Windows has no FIFOs; WSL does';
  if (!/^[\w./+-]+$/.test(home)) return `the path ${home} has a character that means something to a shell`;
  try {
    makeHome(home);
    const { status, stderr } = spawnSync(bootstrapIn(home), { shell: true, env: {}, input: '', encoding: 'utf8' });
    return status === 0 ? undefined : `no FIFO or no script can be made in ${home} ${stderr.trim()}`;
  } catch (error) {
    return `${home} cannot be made: ${String(error)}`;
  } finally {
    removeHome(home);
  }
}
