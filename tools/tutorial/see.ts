// npm run see N, in the folder of a chapter: runs the chapter's program against the app as it is.
import { closeBrowser, openTheatre } from './theatre.ts';

const [number] = process.argv.slice(2);
const theatre = await openTheatre(process.cwd());
try {
  for (const line of await theatre.see(Number(number))) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeBrowser();
  await theatre.close();
}
