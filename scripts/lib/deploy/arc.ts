import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root, tool } from '../root.ts';

/** While this file exists, no sandbox watches its sources. Architect creates it to deploy, and a crash leaves it. */
const pause = join(tmpdir(), '_pause-architect-sandbox-watcher');

/** Runs Architect in the terminal, and removes the file that a crash leaves behind. @returns whether it succeeded */
export async function arc(region: string, args: string[], program = tool('arc')): Promise<boolean> {
  const env = { ...environment, AWS_REGION: region, NO_UPDATE_NOTIFIER: '1' };
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  // Pass signals on to Architect instead of ending, because we have to clean up after it.
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  const clean = () => rmSync(pause, { force: true });
  // A second Ctrl-C ends this process before Architect ends.
  process.once('exit', clean);
  try {
    const [code] = await once(child, 'close');
    return code === 0;
  } finally {
    for (const signal of signals) process.off(signal, pass);
    process.off('exit', clean);
    clean();
  }
}
