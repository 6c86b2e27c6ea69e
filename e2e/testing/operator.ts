import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib/root.ts';

const program = join(root, 'scripts/admin.ts');

/** Runs `npm run admin -- local …` for the app at this address. @returns the printed lines @throws if it fails */
export async function operator(origin: string, ...args: string[]): Promise<string[]> {
  const env = { ...process.env, PORT: new URL(origin).port };
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'local', ...args], { env });
  return stdout.trim().split('\n');
}

/** The id of the person with this name in a room. */
export async function idOf(origin: string, room: string, name: string): Promise<string> {
  const line = (await operator(origin, 'look', room)).find((it) => it.endsWith(`  ${name}`));
  const [, id] = /^  (\S+)  /.exec(line ?? '') ?? [];
  if (!id) throw new Error(`the operator sees no ${name} in ${room}`);
  return id;
}
