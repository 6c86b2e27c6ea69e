// A process of its own for the sandbox: it reads its ports from the environment, and a stray WebSocket frame can kill it.
import sandbox from '@architect/sandbox';

const [port] = process.argv.slice(2);

// We were told to stop, or whoever started us was killed.
process.once('disconnect', () => {
  sandbox
    .end()
    .catch(() => undefined)
    .finally(() => process.exit());
});

// Without a word about it, the sandbox animates its lines, also into a pipe.
process.stdout.isTTY = false;

try {
  await sandbox.start({ cwd: process.cwd(), host: '127.0.0.1', port: Number(port) });
  process.send?.('ready');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
