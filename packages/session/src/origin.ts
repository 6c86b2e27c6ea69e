import { header, json } from './http.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

export interface PageAddress {
  /** With its port, as in the Host header. */
  host: string;
  isSecure: boolean;
  /** The value of the Origin header in every request of this page. */
  origin: string;
}

/** A name or an address, and a port. Anything else that a URL can hold would end up in the page's content policy. */
const isHost = (host: string) => /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host);

/**
 * The address of a request's page; undefined where the Host header is no host. API Gateway sets Host, and anybody can
 * set X-Forwarded-Host, so the latter is never read.
 *
 * @param appOrigin the page's address where Host is another one: behind a CDN or a custom domain
 */
export function pageAddress(request: HttpRequest, appOrigin: string | undefined): PageAddress | undefined {
  const [proto] = (header(request, 'x-forwarded-proto') ?? 'http').split(',');
  const name = header(request, 'host') ?? '';
  const url = URL.parse(appOrigin ?? (isHost(name) ? `${proto === 'https' ? 'https' : 'http'}://${name}` : ''));
  return url ? { host: url.host, isSecure: url.protocol === 'https:', origin: url.origin } : undefined;
}

/** The answer to a request whose page has no address. */
export const badHost: HttpResponse = json(400, {
  code: 'bad-host',
  text: 'The Host header is not the name of a host.',
});
