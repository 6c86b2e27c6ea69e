export interface Deployment {
  stage: 'testing' | 'staging' | 'production';
  /** The Host header of the page's request, and whether the page came over https. */
  host: string;
  isSecure: boolean;
  /** `ARC_WSS_URL`. Architect sets it for every deployed function. */
  deployedUrl: string | undefined;
}

/**
 * The URL of a page's socket, including the ticket.
 *
 * In the sandbox, the page and the socket share a server, so the URL has the page's host: another port, a phone in the
 * same network and a forwarded port all work. When deployed, API Gateway gives the sockets a host of their own.
 *
 * @throws Error if `deployedUrl` is missing in a deployed stage
 */
export function webSocketUrl({ stage, host, isSecure, deployedUrl }: Deployment, ticket: string): string {
  const address = stage === 'testing' ? `${isSecure ? 'wss' : 'ws'}://${host}` : deployedUrl;
  if (!address) throw new Error(`no WebSocket address is known in ${stage}: ARC_WSS_URL is missing`);
  const url = new URL(address);
  url.searchParams.set('ticket', ticket);
  return url.href;
}
