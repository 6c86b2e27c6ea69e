// npm run see N, in the folder of a chapter: runs the chapter's program against the app as it is.
import { closeBrowser, openRig } from './rig.ts';

const [number] = process.argv.slice(2);
const rig = await openRig(process.cwd());
try {
  for (const line of await rig.see(Number(number))) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeBrowser();
  await rig.close();
}
