import { once } from 'node:events';
import { expect } from '@playwright/test';
import WebSocket from 'ws';

/** What a browser gets on opening the page: the session's cookie, and the address of its first socket. */
export async function openPage(origin: string): Promise<{ cookie: string; url: string }> {
  const response = await fetch(origin);
  const [cookie] = (response.headers.get('set-cookie') ?? '').split(';');
  const [, url] = /"WS_URL":"([^"]+)"/.exec(await response.text()) ?? [];
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

/** A socket as a program opens it. It keeps what it hears. */
export class Client {
  readonly heard: unknown[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data))));
  }

  /** @returns the client, or the status with which it was turned away */
  static async open(url: string, origin?: string): Promise<Client | number> {
    const socket = new WebSocket(url, { ...(origin && { origin }) });
    const client = new Client(socket);
    const turnedAway = once(socket, 'unexpected-response').then(
      ([, response]: { statusCode?: number }[]) => response?.statusCode ?? 0,
    );
    return Promise.race([once(socket, 'open').then(() => client), turnedAway]);
  }

  /** Takes a fresh ticket from the page, as somebody new. */
  static async enter(origin: string): Promise<Client> {
    const { url } = await openPage(origin);
    const client = await Client.open(url, origin);
    if (typeof client === 'number') throw new Error(`turned away with ${client}`);
    return client;
  }

  send(frame: unknown) {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async hears(frame: Record<string, unknown>) {
    await expect.poll(() => this.heard).toContainEqual(expect.objectContaining(frame));
  }

  async close() {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
