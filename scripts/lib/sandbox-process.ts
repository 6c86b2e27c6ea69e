// The sandbox has its own process: it reads its ports from the environment, and a stray WebSocket frame can kill it.
import sandbox from '@architect/sandbox';

const [port] = process.argv.slice(2);

// Our parent process asks us to stop, or was killed.
process.once('disconnect', () => {
  sandbox
    .end()
    .catch(() => undefined)
    .finally(() => process.exit());
});

// Otherwise the sandbox animates its lines, even into a pipe.
process.stdout.isTTY = false;

try {
  await sandbox.start({ cwd: process.cwd(), host: '127.0.0.1', port: Number(port) });
  process.send?.('ready');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
