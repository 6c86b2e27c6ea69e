import { env } from './env.ts';
import { header } from './events.ts';
import type { HttpRequest } from './events.ts';

export interface PageAddress {
  /** With its port, as in the Host header. */
  host: string;
  isSecure: boolean;
  /** What a browser says in the Origin header of what this page does. */
  origin: string;
}

/**
 * Where the page of a request is. From Host, which API Gateway sets, and never from X-Forwarded-Host, which anybody may;
 * behind a CDN or a custom domain that does not pass Host on, `ARC_APP_ORIGIN` says it.
 */
export function pageAddress(request: HttpRequest, appOrigin = env.appOrigin): PageAddress {
  const [proto] = (header(request, 'x-forwarded-proto') ?? 'http').split(',');
  const { host, protocol, origin } = new URL(
    appOrigin ?? `${proto === 'https' ? 'https' : 'http'}://${header(request, 'host')}`,
  );
  return { host, isSecure: protocol === 'https:', origin };
}
