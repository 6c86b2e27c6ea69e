import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../scripts/lib/root.ts';
import { onStop } from '../../scripts/lib/signals.ts';

/**
 * A command that measures, and can be stopped.
 *
 * @param stopAll ends the processes that it has started
 * @param said what they said last: it is printed with a Problem
 */
export function measurement(name: string, stopAll: () => Promise<unknown>, said: string[] = []) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const folder = mkdtempSync(join(tmpdir(), `arc-${name}-`));

  /** Ends the command. */
  async function stop(code: number): Promise<never> {
    stopping.abort();
    await stopAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  }

  /** Does the work, and ends the command. */
  async function run(work: () => Promise<void>): Promise<void> {
    onStop(() => void stop(130));
    // The reader of our output, such as `head`, may end first: ignore the broken pipe.
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
    try {
      await work();
      await stop(0);
    } catch (error) {
      if (signal.aborted) return;
      console.error(error instanceof Problem ? ['', error.message, ...said].join('\n') : error);
      await stop(1);
    }
  }

  return { signal, folder, stop, run };
}
