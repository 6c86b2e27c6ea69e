import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { WarmFunction } from './architect.ts';
import { failure, type Answer, type Invocation } from './invocation.ts';

/** The manager's view of a worker. */
export type Worker = {
  /** Resolves when the worker has started, or has failed to start. */
  ready: Promise<unknown>;
  /** Runs one invocation. Wait for its answer before the next one. */
  invoke(invocation: Invocation): Promise<Answer>;
  /** Resolves when the process has ended, with the answer to a call that it did not finish. */
  gone: Promise<Answer>;
  /** Whether the process is alive, and no newer bundle is on disk. */
  isCurrent(): boolean;
  /** Ends the process, even during a call. */
  kill(): void;
};

// `sh` wrote the environment, so `sh` reads it.
const start = '. "$0" && unset AWS_LAMBDA_RUNTIME_API && exec "$@"';
const program = fileURLToPath(import.meta.resolve('./worker.ts'));

/** Differs after every write of the file, even with the same length within the same millisecond. */
function fingerprint(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join();
}

function copyLines(from: Readable | null, to: Writable, name: string): void {
  if (from) createInterface({ input: from }).on('line', (line) => to.write(`${name} │ ${line}\n`));
}

/** Starts a worker in the function's folder. `environment` is the file with its environment. */
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
  // The process could not start, or it has ended and its exit event is still to come.
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
    // A build first removes the old file. Until the new file exists, the old code stays in use.
    isCurrent: () => alive && (fingerprint(bundle) ?? loaded) === loaded,
    kill: () => void child.kill('SIGKILL'),
  };
}
