// The chat as one process, for tests and measurements. `npm run serve` runs the same in its own process.
import { readServerEnv, startChat } from '@arc-chat/server';
import { onOrphaned, tellParent } from './child.ts';

try {
  const stop = await startChat(readServerEnv());
  onOrphaned(() => void stop().finally(() => process.exit()));
  tellParent({ ready: {} });
} catch (error) {
  onOrphaned(() => process.exit());
  tellParent({ problem: error instanceof Error ? error.message : String(error) });
}
