import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WarmFunction } from './architect.ts';
import { closeHome, makeHome, openCalls, takeUnanswered } from './home.ts';
import { failure } from './invocation.ts';
import { runtimeApi } from './runtime-api.ts';

/** The sandbox's view of the manager. */
export type Manager = { stop(): Promise<void> };

const program = fileURLToPath(import.meta.resolve('./manager.ts'));
const itEnded = 'the process that manages the functions ended';

/** Kills the workers of a manager that has ended: a handler that never yields does not notice the end. */
function killWorkers({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group is empty.
  }
}

/** Answers the calls of a manager that has ended. Otherwise they would wait for the sandbox's timeout. */
async function failCalls(home: string): Promise<void> {
  const answer = { path: 'error', body: failure('Runtime.ExitError', itEnded), reusable: false } as const;
  await Promise.allSettled(takeUnanswered(home).map((url) => runtimeApi(url).answer(answer)));
}

/** Starts the manager, and again each time that it is killed. Resolves when it accepts calls. */
export async function startManager(home: string, functions: WarmFunction[]): Promise<Manager> {
  makeHome(home);
  // Open until the stop: the FIFO keeps the calls that arrive while a new manager starts.
  const calls = openCalls(home);
  const launch = () => {
    const child = fork(program, [home, JSON.stringify(functions)], {
      execArgv: [],
      stdio: [calls, 'inherit', 'inherit', 'ipc'],
      // The manager and its workers get a process group. A Ctrl-C in the terminal must reach only the sandbox. The
      // sandbox then stops the manager.
      detached: true,
    });
    return { child, ready: once(child, 'message'), gone: once(child, 'close') };
  };
  let current = launch();
  let isStopping = false;

  async function expectReady({ ready, gone }: typeof current): Promise<void> {
    const [first] = await Promise.race([ready, gone]);
    if (first !== 'ready' && !isStopping)
      throw new Error('warm-node24: the process that manages the functions does not start');
  }

  /** If a new manager does not start either, nobody catches the error, so it ends the sandbox. */
  async function keepRunning(): Promise<void> {
    for (;;) {
      const [code, signal] = await current.gone;
      killWorkers(current.child);
      await failCalls(home);
      if (isStopping) return;
      console.error(`warm-node24: ${itEnded} (${signal ?? code}). Its calls failed, and a new one starts`);
      current = launch();
      await expectReady(current);
    }
  }

  await expectReady(current);
  const ended = keepRunning();
  return {
    async stop() {
      isStopping = true;
      closeHome(home);
      // The manager may have been killed a moment ago.
      current.child.send('stop', () => undefined);
      await ended;
      closeSync(calls);
    },
  };
}
