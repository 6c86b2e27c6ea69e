import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { WarmFunction } from './architect.ts';

/** How an invocation ended: with a worker that can take another, with one that cannot, or with none, unanswered. */
export type Outcome = { answered: true; reusable: boolean } | { answered: false; why: string };

/** A worker, seen from the manager. */
export type Worker = {
  /** Has it serve one invocation. One at a time. */
  invoke(api: string): Promise<Outcome>;
  /** Whether no newer bundle than the one it runs is on disk. */
  isCurrent(): boolean;
  /** Ends it, busy or not; resolves when there is no such process any more. */
  kill(): Promise<unknown>;
};

// `sh` wrote the environment, so `sh` reads it.
const start = '. "$0" && unset AWS_LAMBDA_RUNTIME_API && exec "$@"';
const program = join(import.meta.dirname, 'worker.ts');

/** Another one whenever the file was written, be it at the same length within the same millisecond. */
function fingerprint(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join();
}

function copyLines(from: Readable | null, to: Writable, name: string): void {
  if (from) createInterface({ input: from }).on('line', (line) => to.write(`${name} │ ${line}\n`));
}

/** Starts a worker in the function's folder, with the environment in that file. */
export function startWorker({ name, folder, bundle }: WarmFunction, environment: string): Worker {
  const loaded = fingerprint(bundle);
  const child = spawn('/bin/sh', ['-c', start, environment, process.execPath, program, name], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  copyLines(child.stdout, process.stdout, name);
  copyLines(child.stderr, process.stderr, name);
  const gone = new Promise<Outcome>((resolve) => {
    child.on('error', ({ message }) => resolve({ answered: false, why: message }));
    child.on('exit', (code, signal) => resolve({ answered: false, why: `exit ${signal ?? code}` }));
  });
  return {
    invoke(api) {
      const reply = new Promise<Outcome>((resolve) => {
        child.once('message', (state) => resolve({ answered: true, reusable: state === 'idle' }));
      });
      child.send(api);
      return Promise.race([reply, gone]);
    },
    // A build removes the old file first; until there is a new one, the old code goes on.
    isCurrent: () => (fingerprint(bundle) ?? loaded) === loaded,
    kill() {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
