#!/usr/bin/env node
// Starts Firefox for Playwright, which can drive any Firefox with WebDriver BiDi. For each new person Playwright also
// sends a command that only the newest versions know. If Firefox does not know it, this program answers in its place.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';
import { listen } from '../../scripts/lib/free-ports.ts';

const isReady = /^WebDriver BiDi listening on (.+)$/;
const isUnknown =
  /^{"type":"error","id":(\d+),"error":"unknown command","message":"emulation.setMediaFeaturesOverride".*}$/;

const mended = (answer: string) => answer.replace(isUnknown, '{"type":"success","id":$1,"result":{}}');

/** Passes on the frames between Playwright and Firefox. */
async function connect(playwright: WebSocket, url: string): Promise<void> {
  const firefox = new WebSocket(`${url}/session`);
  playwright.pause();
  await once(firefox, 'open');
  playwright.resume();
  playwright.addEventListener('message', ({ data }) => firefox.send(data));
  firefox.addEventListener('message', ({ data }) => playwright.send(typeof data === 'string' ? mended(data) : data));
  playwright.once('close', () => firefox.close());
  firefox.once('close', () => playwright.close());
}

const program = spawn(process.env['FIREFOX_PATH'] ?? 'firefox', process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'pipe'],
});
program.once('close', (code) => process.exit(code ?? 1));
process.once('SIGTERM', () => program.kill());

for await (const line of createInterface(program.stderr)) {
  const [, url] = isReady.exec(line) ?? [];
  if (url === undefined) {
    console.error(line);
    continue;
  }
  const server = createServer();
  new WebSocketServer({ server }).on('connection', (playwright) => void connect(playwright, url));
  console.error(`WebDriver BiDi listening on ws://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`);
}
