import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { expect } from '@playwright/test';
import WebSocket from 'ws';

/** Opens the page as a browser does. @returns the session's cookie, and the address of the page's first socket */
export async function openPage(origin: string): Promise<{ cookie: string; url: string }> {
  const response = await fetch(origin);
  const [cookie] = (response.headers.get('set-cookie') ?? '').split(';');
  const [, url] = /window\.WS_URL = "([^"]+)"/.exec(await response.text()) ?? [];
  if (!cookie || !url) throw new Error('the page has no session or no WS_URL');
  return { cookie, url };
}

export async function askForTicket(
  origin: string,
  cookie: string,
  question: unknown,
  headers: Record<string, string> = { origin },
): Promise<Response> {
  return fetch(new URL('/ticket', origin), {
    method: 'POST',
    headers: { cookie, ...headers },
    body: JSON.stringify(question),
  });
}

/** Sends a request with any Host header: a browser and fetch only send the real one. */
export async function askWithHost(origin: string, method: string, path: string, host: string) {
  const asking = request(new URL(path, origin), { method, headers: { host } }).end();
  const [response]: IncomingMessage[] = await once(asking, 'response');
  if (!response) throw new Error('there was no answer');
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

async function urlOf(origin: string, room: string): Promise<string> {
  const { cookie } = await openPage(origin);
  const answer: { url: string } = await (await askForTicket(origin, cookie, { room })).json();
  return answer.url;
}

/** A WebSocket client without a browser. It records every frame that it hears. */
export class Client {
  readonly heard: unknown[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.heard.push(JSON.parse(data));
    });
  }

  /** @returns the client, or the HTTP status of its refusal */
  static async open(url: string, origin?: string): Promise<Client | number> {
    const socket = new WebSocket(url, { ...(origin && { origin }) });
    const client = new Client(socket);
    const turnedAway = once(socket, 'unexpected-response').then(
      ([, response]: { statusCode?: number }[]) => response?.statusCode ?? 0,
    );
    return Promise.race([once(socket, 'open').then(() => client), turnedAway]);
  }

  /** Enters a room as a new person; without a room, the lobby, as a classic client with the page's ticket. */
  static async enter(origin: string, room?: string): Promise<Client> {
    return Client.#enter(
      room === undefined ? (await openPage(origin)).url : `${await urlOf(origin, room)}&v=1`,
      origin,
    );
  }

  static async enterClassic(origin: string, room: string): Promise<Client> {
    return Client.#enter(await urlOf(origin, room), origin);
  }

  static async #enter(url: string, origin: string): Promise<Client> {
    const client = await Client.open(url, origin);
    if (typeof client === 'number') throw new Error(`the door answered ${client}`);
    return client;
  }

  send(frame: unknown) {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async hears(frame: Record<string, unknown>) {
    await expect.poll(() => this.heard).toContainEqual(expect.objectContaining(frame));
  }

  /** Sends a frame and waits for this answer. Frames heard before do not count. */
  async asks(frame: unknown, answer: Record<string, unknown>) {
    this.heard.length = 0;
    this.send(frame);
    await this.hears(answer);
  }

  async close() {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
