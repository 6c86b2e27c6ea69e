// npm run see N, in the folder of a chapter: runs the chapter's program against the app as it is.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closeBrowser, openRig } from './rig.ts';

const [number] = process.argv.slice(2);
// A copy, because `npm start` may be running in the folder, and its functions have no gate.
const folder = `${process.cwd()}-see-${process.pid}`;
const made = ['node_modules', '.build'].map((name) => join(process.cwd(), name));
cpSync(process.cwd(), folder, { recursive: true, filter: (path) => !made.includes(path) });
try {
  const rig = await openRig(folder);
  try {
    for (const line of await rig.see(Number(number))) console.log(line);
  } finally {
    await closeBrowser();
    await rig.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
