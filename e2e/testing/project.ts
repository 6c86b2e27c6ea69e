import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';

/** Makes a folder a copy of this project as it is built. */
export async function copyProject(folder: string): Promise<void> {
  for (const file of ['app.arc', 'prefs.arc', 'package.json', 'public', '.build']) {
    await cp(join(root, file), join(folder, file), { recursive: true });
  }
  // Architect wants to see the functions' own folders, and looks no further.
  for (const name of await readdir(join(root, '.build/apps'))) {
    await mkdir(join(folder, 'apps', name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}
