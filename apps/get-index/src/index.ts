import { randomBytes } from 'node:crypto';
import { badHost, env, logged, newSession, openSession, pageAddress, sealTicket, sessionCookie } from '@arc-chat/aws';
import { renderShell, shellHeaders } from '@arc-chat/html-shell';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import { assets } from './assets.ts';
import { body } from './body.ts';
import type { HttpRequest, HttpResponse } from '@arc-chat/aws';

/** `GET /`: the page, with a session for who has none and a ticket for its first socket. */
export const handler = logged<HttpRequest, HttpResponse>('get-index', async (request) => {
  const address = pageAddress(request);
  if (!address) return badHost;
  const session = (await openSession(request.cookies, address.origin)) ?? newSession();
  const url = webSocketUrl({ ...env, ...address }, await sealTicket(session, 'lobby', address.origin));
  const nonce = randomBytes(16).toString('base64');
  return {
    statusCode: 200,
    headers: {
      ...shellHeaders({ nonce, connect: [new URL(url).origin] }),
      'set-cookie': await sessionCookie(session, address.origin),
    },
    body: renderShell({
      title: 'arc-chat',
      description: 'A chat over WebSockets, on Architect',
      ...assets,
      globals: { WS_URL: url },
      nonce,
      body,
    }),
  };
});
