import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib/root.ts';

const program = join(root, 'scripts/admin.ts');

/** Runs `npm run admin -- local …`. @returns the printed lines @throws if it fails */
export async function operator(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'local', ...args]);
  return stdout.trim().split('\n');
}

/** The id of the person with this name in a room. */
export async function idOf(room: string, name: string): Promise<string> {
  const line = (await operator('look', room)).find((it) => it.endsWith(`  ${name}`));
  const [, id] = /^  (\S+)  /.exec(line ?? '') ?? [];
  if (!id) throw new Error(`the operator sees no ${name} in ${room}`);
  return id;
}
