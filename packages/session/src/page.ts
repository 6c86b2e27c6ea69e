import { randomBytes } from 'node:crypto';
import { chatPage, renderShell, shellHeaders } from '@arc-chat/html-shell';
import { badHost, pageAddress } from './origin.ts';
import { newSession } from './sessions.ts';
import type { PageHost } from './host.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

/**
 * The answer to `GET /`: 200 with the page, the session's cookie (a new guest's if there is none) and a ticket to the
 * lobby for the first socket; 400 `bad-host` if the Host header is no host.
 */
export async function getPage(request: HttpRequest, host: PageHost): Promise<HttpResponse> {
  const { sessions, files } = host;
  const address = pageAddress(request, host.appOrigin);
  if (!address) return badHost;
  const session = (await sessions.openSession(request.cookies, address.origin)) ?? newSession();
  const socketUrl = host.socketUrl(address, await sessions.sealTicket(session, 'lobby', address.origin));
  const nonce = randomBytes(16).toString('base64');
  return {
    statusCode: 200,
    headers: {
      ...shellHeaders({ nonce, connect: [new URL(socketUrl).origin] }),
      'set-cookie': await sessions.sessionCookie(session, address.origin),
    },
    body: renderShell({ ...chatPage, ...files, socketUrl, nonce }),
  };
}
