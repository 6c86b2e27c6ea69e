import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { Problem } from '../root.ts';

/** After a while without calls, each function takes a second or two to start. */
const defaultPatienceMs = 20_000;

async function until(what: string, patienceMs: number, isTrue: () => boolean): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`timed out waiting for ${what}`);
    await delay(50);
  }
}

const ask = (url: URL | string) => fetch(url, { signal: AbortSignal.timeout(defaultPatienceMs) });

/** Asks for a WebSocket. @returns the status of the answer; 101 accepts the socket */
async function knock(url: string, origin: string): Promise<number> {
  const address = new URL(url.replace(/^ws/, 'http'));
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    origin,
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const asking = (address.protocol === 'https:' ? overHttps : overHttp)(address, {
    headers,
    timeout: defaultPatienceMs,
  });
  asking.on('timeout', () => asking.destroy(new Error('no answer')));
  asking.end();
  const answers = [once(asking, 'response'), once(asking, 'upgrade')];
  const [answer] = await Promise.race(answers);
  for (const it of answers) it.catch(() => undefined);
  asking.destroy();
  return Number(answer.statusCode);
}

async function checkPage(url: string): Promise<void> {
  const response = await ask(url);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /window\.WS_URL = "wss?:/, 'the page has no WS_URL');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /script-src[^;]* 'nonce-/, 'the content security policy has no nonce');
  assert.doesNotMatch(policy, /unsafe-inline/);
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.match(cookie, /; HttpOnly/, 'the session cookie is missing, or scripts can read it');
  if (url.startsWith('https:')) assert.match(cookie, /^__Host-.*; Secure/, 'the session cookie is not bound to https');
}

/** Loads all files that the page names, also the modules in its import map. */
async function checkFiles(url: string): Promise<void> {
  const page = await (await ask(url)).text();
  const paths = [...page.matchAll(/(?:src="|href="|":")(\/_static\/[^"]+)"/g)].map(([, path = '']) => path);
  assert.ok(paths.length >= 3, 'the page does not name its script, its style and its icon');
  for (const path of paths) {
    const response = await ask(new URL(path, url));
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-type') ?? '', /javascript|css|image/, path);
  }
}

/** Two people chat in a room with a random name. A third person comes later. */
async function checkChat(url: string, patienceMs: number): Promise<void> {
  const room = `smoke-${randomBytes(12).toString('hex')}`;
  const [writer, reader, latecomer] = [0, 1, 2].map(() => new Room(room, guest(url)));
  assert.ok(writer && reader && latecomer);
  const hears = (it: Room) => it.state.messages.some(({ text }) => text === 'Is this thing on?');
  try {
    for (const it of [writer, reader]) it.open();
    await until('a socket', patienceMs, () => [writer, reader].every((it) => it.state.status.type === 'live'));
    await writer.say('Is this thing on?');
    await until('the acknowledgement', patienceMs, () => writer.state.outbox.length === 0 && hears(writer));
    await until('the delivery', patienceMs, () => hears(reader));
    latecomer.open();
    await until('the history', patienceMs, () => hears(latecomer));
  } finally {
    for (const it of [writer, reader, latecomer]) it.close();
  }
}

async function checkDoor(url: string): Promise<void> {
  const ticketed = await guest(url).ticket('smoke');
  assert.ok(typeof ticketed === 'object', 'the app gave no ticket');
  const { origin } = new URL(url);
  assert.equal(await knock(ticketed.url, 'https://forged.example'), 403, 'a socket from another origin was accepted');
  assert.equal(await knock(ticketed.url, origin), 101);
  assert.equal(await knock(ticketed.url, origin), 403, 'a used ticket was accepted again');
}

/** The error in one line. The error of `fetch` has its reason in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first] = error.message.split('\n');
  return error.cause instanceof Error ? `${first}, ${error.cause.message}` : String(first);
}

/** @throws Problem if nothing answers at the address */
export async function checkAnswer(address: string): Promise<void> {
  await ask(address).catch((error: unknown) => {
    throw new Problem(`${address} does not answer: ${reasonOf(error)}. Check the address and this machine's network.`);
  });
}

const checks = [
  ['the page answers, with a session and a content security policy', checkPage],
  ['its files load, also those that it loads later', checkFiles],
  ['a message reaches a second person, and is in the history of a third', checkChat],
  ['a socket from another origin is refused, and so is a used ticket', checkDoor],
] as const;

/** Uses the app at this address as people do, and prints a line for each check. @returns whether all checks passed */
export async function smoke(
  address: string,
  print: (line: string) => void = console.log,
  patienceMs = defaultPatienceMs,
): Promise<boolean> {
  const { href } = new URL(address);
  let isWell = true;
  for (const [name, check] of checks) {
    try {
      await check(href, patienceMs);
      print(`✓ ${name}`);
    } catch (error) {
      isWell = false;
      print(`✗ ${name}: ${reasonOf(error)}`);
    }
  }
  return isWell;
}
