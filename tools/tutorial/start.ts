// npm start, in the folder of a chapter: runs the app as it is, until Ctrl-C. The next start has the next edit.
import { portOf } from '../../scripts/lib/free-ports.ts';
import { startSandbox } from '../../scripts/lib/sandbox.ts';
import { onStop } from '../../scripts/lib/signals.ts';
import { buildPage, isNoise, prepareFunctions } from './app.ts';

prepareFunctions(process.cwd());
await buildPage(process.cwd());
const { url, stop, gone } = await startSandbox({
  folder: process.cwd(),
  port: portOf(process.env['PORT']),
  print: (line) => isNoise(line) || console.log(line),
});
onStop(() => void stop());
console.log(`The chat of this chapter: ${url}`);
await gone;
