import { env } from './env.ts';
import { header } from './events.ts';
import type { HttpRequest, HttpResponse } from './events.ts';

export interface PageAddress {
  /** With its port, as in the Host header. */
  host: string;
  isSecure: boolean;
  /** What a browser says in the Origin header of what this page does. */
  origin: string;
}

/** A name, or an address, and a port. What else a URL can hold would end up in the page's content policy. */
const isHost = (host: string) => /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host);

/**
 * Where the page of a request is; undefined where its Host is none. From Host, which API Gateway sets, and never from
 * X-Forwarded-Host, which anybody may; behind a CDN or a custom domain that does not pass Host on, `ARC_APP_ORIGIN` says it.
 */
export function pageAddress(request: HttpRequest, appOrigin = env.appOrigin): PageAddress | undefined {
  const [proto] = (header(request, 'x-forwarded-proto') ?? 'http').split(',');
  const name = header(request, 'host') ?? '';
  const url = URL.parse(appOrigin ?? (isHost(name) ? `${proto === 'https' ? 'https' : 'http'}://${name}` : ''));
  return url ? { host: url.host, isSecure: url.protocol === 'https:', origin: url.origin } : undefined;
}

/** The answer to a request whose page is nowhere. */
export const badHost: HttpResponse = {
  statusCode: 400,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ code: 'bad-host', text: 'The Host header is not the name of a host.' }),
};
