import { connect, createServer } from 'node:net';
import { listen } from '../../scripts/lib/free-ports.ts';
import type { Socket } from 'node:net';

/** The network between one browser and the app: a TCP proxy with an origin of its own. */
export interface Uplink {
  readonly origin: string;
  /** From now on no byte passes, and neither end is told. Sockets that are open now stay dead for good. */
  goesSilent(): void;
  /** Closes every connection, and refuses new ones. */
  isCut(): void;
  /** New connections pass again. */
  comesBack(): void;
  close(): void;
}

/** Joins a browser and the app. @returns a function that loses all bytes from then on */
function join(browser: Socket, app: Socket): () => void {
  let isWebSocket = false;
  let isSilent = false;
  browser.once('data', (head) => {
    isWebSocket = /^upgrade: websocket/im.test(String(head));
  });
  browser.pipe(app).pipe(browser);
  browser.once('close', () => app.end());
  app.on('error', () => browser.destroy());
  app.once('close', () => {
    if (!isSilent) browser.destroy();
  });
  return () => {
    isSilent = true;
    browser.unpipe(app).resume();
    app.unpipe(browser).resume();
    // A browser drops its idle connections when its network changes, but not its sockets.
    if (!isWebSocket) browser.destroy();
  };
}

/** @param app the app's own origin */
export async function openUplink(app: string): Promise<Uplink> {
  const { hostname, port } = new URL(app);
  let state: 'up' | 'silent' | 'cut' = 'up';
  /** The browser's end of each connection. */
  const joined = new Map<Socket, () => void>();

  const server = createServer((browser) => {
    browser.on('error', () => browser.destroy());
    browser.once('close', () => joined.delete(browser));
    if (state === 'cut') browser.destroy();
    else if (state === 'silent') joined.set(browser.resume(), () => {});
    else joined.set(browser, join(browser, connect(Number(port), hostname)));
  });

  return {
    origin: `http://localhost:${await listen(server, 'localhost', 0)}`,
    goesSilent() {
      state = 'silent';
      for (const silence of joined.values()) silence();
    },
    isCut() {
      state = 'cut';
      for (const browser of joined.keys()) browser.destroy();
    },
    comesBack() {
      state = 'up';
    },
    close() {
      server.close();
      for (const browser of joined.keys()) browser.destroy();
    },
  };
}
