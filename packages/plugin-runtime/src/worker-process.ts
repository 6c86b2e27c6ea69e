import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { WarmFunction } from './architect.ts';
import { failure, type Answer, type Invocation } from './invocation.ts';

/** A worker, seen from the manager. */
export type Worker = {
  /** When it has started, or never will. */
  ready: Promise<unknown>;
  /** Has it run one invocation. One at a time. */
  invoke(invocation: Invocation): Promise<Answer>;
  /** When there is no such process any more, with what to answer for it if it owes an answer. */
  gone: Promise<Answer>;
  /** Whether it is there, and no newer bundle than the one it runs is on disk. */
  isCurrent(): boolean;
  /** Ends it, even in the middle of something. */
  kill(): void;
};

// `sh` wrote the environment, so `sh` reads it.
const start = '. "$0" && unset AWS_LAMBDA_RUNTIME_API && exec "$@"';
const program = fileURLToPath(import.meta.resolve('./worker.ts'));

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
  let alive = true;
  const { promise: gone, resolve } = Promise.withResolvers<Answer>();
  const onGone = (why: string) => {
    alive = false;
    const message = `the function's process ended: ${why}`;
    if (!child.killed) console.error(`${name} │ ${message}`);
    resolve({ path: 'error', body: failure('Runtime.ExitError', message), reusable: false });
  };
  child.once('exit', (code, signal) => onGone(`exit ${signal ?? code}`));
  // It could not be started, or is gone without our knowing yet.
  child.on('error', ({ message }) => onGone(message));
  const { promise: started, resolve: hasStarted } = Promise.withResolvers<void>();
  child.once('message', () => hasStarted());
  return {
    ready: Promise.race([started, gone]),
    gone,
    async invoke(invocation) {
      await started;
      child.send(JSON.stringify(invocation));
      const [answer] = await once(child, 'message');
      return JSON.parse(String(answer));
    },
    // A build removes the old file first; until there is a new one, the old code goes on.
    isCurrent: () => alive && (fingerprint(bundle) ?? loaded) === loaded,
    kill: () => void child.kill('SIGKILL'),
  };
}
