import { header, json } from './http.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

export interface PageAddress {
  /** With its port, as in the Host header. */
  host: string;
  isSecure: boolean;
  /** The value of the Origin header in every request of this page. */
  origin: string;
}

/** A name or IP address, perhaps with a port. Nothing else is allowed: the page's content policy contains the host. */
const isHost = (host: string) => /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host);

/**
 * The page's address, or undefined if the Host header is not a valid host. API Gateway sets Host. X-Forwarded-Host is
 * never read, because any client can set it.
 *
 * @param appOrigin the page's address if the Host header differs: behind a CDN or a custom domain
 */
export function pageAddress(request: HttpRequest, appOrigin: string | undefined): PageAddress | undefined {
  const [proto] = (header(request, 'x-forwarded-proto') ?? 'http').split(',');
  const name = header(request, 'host') ?? '';
  const url = URL.parse(appOrigin ?? (isHost(name) ? `${proto === 'https' ? 'https' : 'http'}://${name}` : ''));
  return url ? { host: url.host, isSecure: url.protocol === 'https:', origin: url.origin } : undefined;
}

/** The response to a request without a valid Host header. */
export const badHost: HttpResponse = json(400, {
  code: 'bad-host',
  text: 'The Host header is not a valid host name.',
});
