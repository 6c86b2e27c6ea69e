// npm run serve: builds the page, and runs the whole chat in this process, without the sandbox: see docs/serve.md.
import { resolve } from 'node:path';
import { build } from './lib/build.ts';
import { isTaken } from './lib/free-ports.ts';
import { isBusy } from './lib/lock.ts';
import { Problem, root } from './lib/root.ts';
import { onStop } from './lib/signals.ts';

async function main(): Promise<void> {
  const failure = await build(undefined, '--filter=@arc-chat/web');
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed.`);
  // Reads the page's files when it is loaded.
  const { readServerEnv, startChat } = await import('@arc-chat/server');
  const { DATA, HOST, PORT, ...env } = readServerEnv();
  const folder = resolve(root, DATA);
  try {
    const stop = await startChat({ ...env, HOST, PORT, DATA: folder });
    onStop(() => void stop());
    console.log(`arc-chat is ready: http://${HOST}:${PORT}`);
  } catch (error) {
    if (isBusy(error))
      throw new Problem(`Another process serves ${DATA}. Choose another folder: DATA=.data/2 npm run serve`);
    if (isTaken(error)) throw new Problem(`Port ${PORT} is taken. Choose another one: PORT=4000 npm run serve`);
    throw error;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
