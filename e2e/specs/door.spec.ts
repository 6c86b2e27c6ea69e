import { randomBytes } from 'node:crypto';
import { sealWith } from '@arc-chat/session';
import { expect, test } from '../testing/fixtures.ts';
import { askForTicket, askWithHost, Client, openPage } from '../testing/socket.ts';

/** The secret of the sandbox. */
const secret = process.env['ARC_APP_SECRET'] ?? '';

const elsewhere = 'https://elsewhere.example';

/** A ticket as the sandbox's page makes it, with another lifetime. */
async function ticketFor(seconds: number, origin: string): Promise<string> {
  const claims = { jti: randomBytes(16).toString('hex'), sub: 'somebody', name: 'Somebody', room: 'lobby', origin };
  return sealWith(secret).seal('socket', seconds, claims);
}

/** Replaces the ticket in the address of a socket. */
function withTickets(url: string, ...tickets: string[]): string {
  const other = new URL(url);
  other.searchParams.delete('ticket');
  for (const ticket of tickets) other.searchParams.append('ticket', ticket);
  return other.href;
}

test('a fresh ticket of this page opens the door', async ({ origin }) => {
  const client = await Client.enter(origin);
  client.send({ text: 'I am in' });
  await client.hears({ type: 'said', room: 'lobby', text: 'I am in' });
  await client.close();
});

test('a ticket opens the door only once @core', async ({ origin }) => {
  const { url } = await openPage(origin);
  const answers = await Promise.all(Array.from({ length: 5 }, () => Client.open(url, origin)));
  expect(answers.filter((it) => it === 403)).toHaveLength(4);
  const [client] = answers.filter((it) => it instanceof Client);
  expect(client).toBeDefined();
  expect(await Client.open(url, origin)).toBe(403);
  await client?.close();
});

test('a socket from another origin is refused, and does not use up its ticket', async ({ origin }) => {
  const { url } = await openPage(origin);
  for (const origin of [elsewhere, 'null', undefined]) expect(await Client.open(url, origin)).toBe(403);
  // The refused sockets did not use the ticket up.
  const client = await Client.open(url, origin);
  expect(client).toBeInstanceOf(Client);
  if (client instanceof Client) await client.close();
});

test('a socket is refused if its ticket is missing, doubled, tampered with or made for something else', async ({
  origin,
}) => {
  const { url, cookie } = await openPage(origin);
  const ticket = new URL(url).searchParams.get('ticket') ?? '';
  const session = cookie.slice(cookie.indexOf('=') + 1);
  const tampered = `${ticket.slice(0, 60)}${ticket[60] === 'A' ? 'B' : 'A'}${ticket.slice(61)}`;
  const bad = [[], [''], ['ticket'], [session], [tampered], [`${ticket}.`], [ticket, ticket], ['a'.repeat(4000)]];
  for (const tickets of bad) expect(await Client.open(withTickets(url, ...tickets), origin)).toBe(403);
});

test('a socket is refused if its ticket has expired or is sealed with another secret', async ({ origin }) => {
  const { url } = await openPage(origin);
  expect(await Client.open(withTickets(url, await ticketFor(-1, origin)), origin)).toBe(403);
  const stolen = await sealWith('another secret').seal('socket', 60, {
    jti: 'x',
    sub: 'x',
    name: 'x',
    room: 'lobby',
    origin: origin,
  });
  expect(await Client.open(withTickets(url, stolen), origin)).toBe(403);
  // A ticket made in the same way opens the door, so only the time and the secret were wrong.
  const client = await Client.open(withTickets(url, await ticketFor(60, origin)), origin);
  expect(client).toBeInstanceOf(Client);
  if (client instanceof Client) await client.close();
});

test('a frame cannot choose its route with an action @core', async ({ origin }) => {
  const client = await Client.enter(origin);
  for (const action of ['connect', 'disconnect', 'default']) {
    await client.asks({ action }, { type: 'refused', code: 'bad-frame' });
  }
  client.send({ text: 'Still seated' });
  await client.hears({ type: 'said', text: 'Still seated' });
  await client.close();
});

test('only this page gets tickets, and only with a session and a valid room name', async ({ origin }) => {
  const { cookie } = await openPage(origin);
  const refusals = [
    [403, 'other-origin', await askForTicket(origin, cookie, { room: 'den' }, { origin: elsewhere })],
    [403, 'other-origin', await askForTicket(origin, cookie, { room: 'den' }, {})],
    [401, 'no-session', await askForTicket(origin, '', { room: 'den' })],
    [401, 'no-session', await askForTicket(origin, 'arc-chat=forged', { room: 'den' })],
    [400, 'bad-request', await askForTicket(origin, cookie, { room: 'The Den' })],
    [400, 'bad-request', await askForTicket(origin, cookie, { room: ['den'] })],
    [400, 'bad-request', await askForTicket(origin, cookie, 'den')],
  ] as const;
  for (const [status, code, response] of refusals) {
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, text: expect.any(String) });
  }
});

test('a request with an invalid host gets no page and no ticket', async ({ origin }) => {
  for (const host of ['a b', 'h:99999', "x;script-src-elem'*'"]) {
    for (const [method, path] of [
      ['GET', '/'],
      ['POST', '/ticket'],
    ] as const) {
      const { status, headers, text } = await askWithHost(origin, method, path, host);
      expect([status, JSON.parse(text).code], `${method} of "${host}"`).toEqual([400, 'bad-host']);
      expect(JSON.stringify(headers)).not.toContain('script-src-elem');
    }
  }
  expect((await askWithHost(origin, 'GET', '/', 'chat.example')).status).toBe(200);
});

test('a ticket carries room and name, and the session keeps the name', async ({ origin }) => {
  const { cookie } = await openPage(origin);
  const response = await askForTicket(origin, cookie, { room: 'den', name: ' A\u202enn\u0000 ' });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { url }: { url: string } = await response.json();
  const client = await Client.open(url, origin);
  if (typeof client === 'number') throw new Error(`the door answered ${client}`);
  client.send({ text: 'Who am I?' });
  await client.hears({ type: 'said', room: 'den', name: 'Ann', text: 'Who am I?' });
  await client.close();

  const [renewed = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  const again = await askForTicket(origin, renewed, { room: 'den', name: '\u200b' });
  const later = await Client.open((await again.json()).url, origin);
  if (typeof later === 'number') throw new Error(`the door answered ${later}`);
  later.send({ text: 'And now?' });
  await later.hears({ type: 'said', name: 'Ann', text: 'And now?' });
  await later.close();
});
