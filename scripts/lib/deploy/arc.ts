import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root, tool } from '../root.ts';

/** While it deploys, Architect stops every sandbox from watching its files, by this file; after a crash it stays, and so do they. */
const pause = join(tmpdir(), '_pause-architect-sandbox-watcher');

/** Runs Architect in the terminal, and mends what it leaves behind when it crashes. @returns whether it went well */
export async function arc(region: string, args: string[], program = tool('arc')): Promise<boolean> {
  const env = { ...environment, AWS_REGION: region, NO_UPDATE_NOTIFIER: '1' };
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  // A Ctrl-C in the terminal is for it too; we stay to clean up.
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    const [code] = await once(child, 'close');
    return code === 0;
  } finally {
    for (const signal of signals) process.off(signal, pass);
    rmSync(pause, { force: true });
  }
}
