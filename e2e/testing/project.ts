import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';

/** Copies this project into a folder, as it is built. */
export async function copyProject(folder: string): Promise<void> {
  for (const file of ['app.arc', 'prefs.arc', 'package.json', 'public', '.build']) {
    await cp(join(root, file), join(folder, file), { recursive: true });
  }
  // Architect checks that the functions' source folders exist, and does not look inside.
  for (const name of await readdir(join(root, '.build/apps'))) {
    await mkdir(join(folder, 'apps', name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}
