import { isIP, SocketAddress } from 'node:net';
import { text } from 'node:stream/consumers';
import { refusalAtDoor } from '@arc-chat/chat';
import { getPage, json, postTicket } from '@arc-chat/session';
import { serveFile, servedFiles } from './files.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHost, HttpRequest, HttpResponse } from '@arc-chat/session';
import type { Events } from './events.ts';

const maxBodyBytes = 16 * 1024;

export interface WebHost extends HttpHost {
  /** Whether a proxy is trusted to tell who asks. */
  isProxied: boolean;
}

/** Some proxies add the client's port, which is another one for each socket. */
const withoutPort = (address: string) => (isIP(address) ? address : (SocketAddress.parse(address)?.address ?? address));

/** @param isProxied as in the host. The last address of its list is the one that it saw */
export function requestOf({ headers, socket }: IncomingMessage, isProxied: boolean, body = '') {
  const { 'x-forwarded-for': chain, 'x-forwarded-proto': proto, cookie, ...own } = headers;
  const all = Object.entries(isProxied ? { ...own, 'x-forwarded-proto': proto } : own);
  const seen = isProxied ? chain?.toString().split(',').at(-1)?.trim() : undefined;
  return {
    headers: Object.fromEntries(all.map(([name, value]) => [name, value?.toString()])),
    cookies: cookie?.split('; ') ?? [],
    body,
    sourceIp: seen ? withoutPort(seen) : socket.remoteAddress,
  } satisfies HttpRequest & { sourceIp: string | undefined };
}

/** Answers the requests for the page, tickets, files, and the health of this server. */
export function httpAnswers(host: WebHost, events: Events) {
  const page = (request: IncomingMessage) =>
    events('get-index', undefined, () => getPage(requestOf(request, host.isProxied), { ...host, files: servedFiles }));

  async function ticket(request: IncomingMessage): Promise<HttpResponse> {
    // A body without a length might never end.
    if (!(Number(request.headers['content-length']) <= maxBodyBytes)) {
      return json(413, { code: 'too-large', text: 'The body is too large, or has no length.' });
    }
    const asked = requestOf(request, host.isProxied, await text(request));
    const address = host.addressTag(asked.sourceIp);
    return events('post-ticket', undefined, (ports, note) => {
      const refusal = (room: string, user: string) => refusalAtDoor(ports, { room, user, address });
      return postTicket(asked, { ...host, note, refusalAtDoor: refusal });
    });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = URL.parse(request.url ?? '', 'http://localhost')?.pathname;
    if (request.method === 'GET' && serveFile(path, request, response)) return;
    const answers: Record<string, () => HttpResponse | Promise<HttpResponse>> = {
      'GET /': () => page(request),
      'POST /ticket': () => ticket(request),
      'GET /healthz': () => json(200, { code: 'ok' }),
    };
    const nothing = () => json(404, { code: 'not-found', text: 'There is nothing at this address.' });
    // Node leaves the body out of the answer to a HEAD.
    const asked = `${request.method?.replace('HEAD', 'GET')} ${path}`;
    const { statusCode, headers, body } = await (answers[asked] ?? nothing)();
    response.writeHead(statusCode, headers).end(body);
  };
}
