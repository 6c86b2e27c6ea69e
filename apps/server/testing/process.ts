// A server on its own: it serves a folder on a port, tells its memory when it is asked, and stops when it is told to.
import { argv } from 'node:process';
import { readServerEnv, startChat } from '../src/index.ts';

const [, , DATA, PORT, RATE_LIMITS] = argv;
const times = { headersTimeout: 1_500, requestTimeout: 2_000, connectionsCheckingInterval: 200 };
const stop = await startChat(readServerEnv({ DATA, PORT, RATE_LIMITS, HOST: '127.0.0.1' }), times);

// The test was killed.
process.on('disconnect', () => process.exit());

process.on('message', (message) => {
  if (message === 'stop') void stop().then(() => process.removeAllListeners('disconnect').disconnect());
  else {
    globalThis.gc?.();
    process.send?.(process.memoryUsage.rss());
  }
});
process.send?.('ready');
