import { join } from 'node:path';
import { guest } from '@arc-chat/client/node';
import { freePorts } from '../../scripts/lib/free-ports.ts';
import { Problem } from '../../scripts/lib/root.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../scripts/lib/sandbox.ts';
import { BenchSeat, newId, openSocket, text, ticketUrl } from './bench-seat.ts';
import { makeOriginal } from './original.ts';
import type { Platform } from '@arc-chat/client';

/** An app in its own sandbox, and the means to reach it. */
export type App = {
  name: AppName;
  origin: string;
  platform: Platform;
  /** The URL for the next socket. Ours needs a ticket for it. */
  address(): Promise<string>;
  /** Connects a person. @returns a function that says a message and resolves when that person hears it */
  speaker(): Promise<() => Promise<void>>;
};

export type AppName = 'original, cold' | 'original, warm' | 'ours, cold' | 'ours, warm';

export type Apps = { all: App[]; cold: App; warm: App; tablesPort: number };

type StartOptions = {
  /** For the files of the originals. */
  folder: string;
  signal: AbortSignal;
  /** Gets each sandbox before it is ready, so that it can be stopped at any time. */
  onStart(sandbox: Promise<Sandbox>): void;
  /** Gets the output lines of the sandboxes. */
  print(line: string): void;
};

function original(name: AppName, { url }: Sandbox): App {
  const platform = guest(url);
  const address = async () => url.replace('http', 'ws');
  return {
    name,
    origin: url,
    platform,
    address,
    async speaker() {
      const socket = await openSocket(platform, await address());
      let hear = (_data: unknown) => {};
      socket.addEventListener('message', (event) => hear('data' in event && event.data));
      return () =>
        new Promise((resolve, reject) => {
          hear = (data) =>
            data === JSON.stringify({ text }) ? resolve() : reject(new Problem(`wrong echo: ${String(data)}`));
          socket.send(JSON.stringify({ text }));
        });
    },
  };
}

function ours(name: AppName, { url }: Sandbox): App {
  const platform = guest(url);
  const room = 'bench';
  return {
    name,
    origin: url,
    platform,
    address: () => ticketUrl(platform, room),
    async speaker() {
      const seat = await BenchSeat.take(platform, room);
      return () => seat.say(newId());
    },
  };
}

/** Starts all four apps. They then run side by side. */
export async function startApps({ folder, signal, onStart, print }: StartOptions): Promise<Apps> {
  const [tablesPort = 0] = await freePorts(1);
  const start = (cold: boolean, { env, ...options }: SandboxOptions = {}) => {
    signal.throwIfAborted();
    // With CI set, the sandbox waits for a process to end before it goes on. People do not set it.
    const sandbox = startSandbox({ cold, print, env: { CI: '', NODE_ENV: '', ...env }, ...options });
    onStart(sandbox);
    return sandbox;
  };
  const [plain, kept] = [join(folder, 'cold'), join(folder, 'warm')];
  makeOriginal(plain, { isWarm: false });
  makeOriginal(kept, { isWarm: true });
  // One after the other, because each has a limited time to start.
  const first = original('original, cold', await start(true, { folder: plain }));
  const second = original('original, warm', await start(false, { folder: kept }));
  const cold = ours('ours, cold', await start(true));
  const warm = ours('ours, warm', await start(false, { env: { ARC_TABLES_PORT: String(tablesPort) } }));
  return { all: [first, second, cold, warm], cold, warm, tablesPort };
}
