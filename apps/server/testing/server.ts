import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A test, or a test file. It ends what was started for it. */
type Lifetime = (end: () => Promise<void> | void) => void;

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('there is no port');
  return address.port;
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** Starts a server in a process of its own, on a new folder. */
export async function startTestServer(after: Lifetime, rateLimits: 'on' | 'off' = 'on') {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chat-server-'));
  const port = await freePort();
  const child = fork(new URL('process.ts', import.meta.url), [folder, String(port), rateLimits], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const errors: string[] = [];
  child.stderr?.on('data', (chunk) => void errors.push(String(chunk)));
  const ended = once(child, 'exit');
  const isUp = () => child.exitCode === null && child.signalCode === null;
  after(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  await Promise.race([once(child, 'message'), ended]);
  if (!isUp()) throw new Error(errors.join(''));

  return {
    folder,
    port,
    origin: `http://127.0.0.1:${port}`,
    isUp,
    errors: () => errors.join(''),
    /** The memory of the process after a collection, in MiB. */
    async memory(): Promise<number> {
      child.send('memory');
      const [bytes]: number[] = await once(child, 'message');
      return (bytes ?? Infinity) / 2 ** 20;
    },
    /** An orderly stop. @returns the exit code: the process ends by itself if nothing is left to do */
    async stop(): Promise<unknown> {
      child.send('stop');
      const [code]: unknown[] = await once(child, 'exit', { signal: AbortSignal.timeout(8_000) });
      return code;
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
