import { randomBytes } from 'node:crypto';
import { handshake, Raw, textFrame } from './raw.ts';
import type { TestServer } from './server.ts';

/** The path of a socket to a room, with a new ticket for a new person. */
export async function pathTo({ origin }: TestServer, room: string): Promise<string> {
  const page = await fetch(origin);
  await page.text();
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';');
  const body = JSON.stringify({ room });
  const answer = await fetch(new URL('/ticket', origin), { method: 'POST', headers: { cookie, origin }, body });
  const { url }: { url: string } = await answer.json();
  const { pathname, search } = new URL(url);
  return `${pathname}${search}&v=1`;
}

/** Asks for a socket. @param head follows in the same packet */
export async function knock(server: TestServer, path: string, head: Uint8Array = Buffer.alloc(0)): Promise<Raw> {
  const raw = await Raw.connect(server.port);
  const { origin } = server;
  return raw.write(Buffer.concat([Buffer.from(handshake(path, { origin, host: new URL(origin).host })), head]));
}

/** A socket with a seat in a room, whose client can do anything. */
export async function seat(server: TestServer, room: string): Promise<Raw> {
  const raw = await knock(server, await pathTo(server, room));
  if ((await raw.answer()) !== 101) throw new Error(`the door answered ${raw.status}`);
  return raw;
}

export const newId = () => randomBytes(16).toString('hex');

/** Somebody who keeps to the protocol. */
export class HonestPerson {
  readonly raw: Raw;
  readonly room: string;
  user = '';
  #cursor = { log: null as unknown, after: 0 as unknown };

  private constructor(raw: Raw, room: string) {
    this.raw = raw;
    this.room = room;
  }

  static async enter(server: TestServer, room: string): Promise<HonestPerson> {
    const person = new HonestPerson(await seat(server, room), room);
    const { you, log, seq } = await person.asks({ type: 'hello' }, { type: 'welcome' });
    if (typeof you === 'object' && you && 'user' in you) person.user = String(you.user);
    person.#cursor = { log, after: seq };
    return person;
  }

  /** The newest frame that has these fields. */
  find(fields: Record<string, unknown>) {
    return this.raw.heard.findLast((it) => Object.entries(fields).every(([name, value]) => it[name] === value));
  }

  async hears(fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    await this.raw.until(() => this.raw.isOver || this.find(fields) !== undefined, JSON.stringify(fields));
    const found = this.find(fields);
    if (!found) throw new Error(`the socket closed before ${JSON.stringify(fields)}`);
    return found;
  }

  async asks(frame: Record<string, unknown>, answer: Record<string, unknown>) {
    this.raw.frames.length = 0;
    this.raw.write(textFrame(JSON.stringify({ ...frame, room: this.room })));
    return this.hears(answer);
  }

  /** Says a text and hears it, after everything that was said until then. */
  async says(said: string): Promise<void> {
    const id = newId();
    const last = this.find({ type: 'said' });
    if (last) this.#cursor = { log: last['log'], after: last['seq'] };
    await this.asks({ type: 'say', id, text: said, ...this.#cursor }, { type: 'said', id });
  }

  /** Reads the whole log of the room, page by page. @returns the texts */
  async reads(): Promise<string[]> {
    const texts: string[] = [];
    let cursor: Record<string, unknown> = { log: null, after: 0 };
    for (;;) {
      const page = await this.asks({ type: 'page', ...cursor }, { type: 'page' });
      const messages: { seq: number; text: string }[] = Array.isArray(page['messages']) ? page['messages'] : [];
      texts.push(...messages.map(({ text: said }) => said));
      if (!page['more']) return texts;
      cursor = { log: page['log'], after: messages.at(-1)?.seq };
    }
  }

  /** The people in the room. */
  async people(): Promise<unknown[]> {
    const { people } = await this.asks({ type: 'hello' }, { type: 'welcome' });
    return Array.isArray(people) ? people.map(({ user }: { user: unknown }) => user) : [];
  }
}
