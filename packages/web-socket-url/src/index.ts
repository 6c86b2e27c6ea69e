export interface Deployment {
  stage: 'testing' | 'staging' | 'production';
  /** The Host header of the page's request, and whether the page came over https. */
  host: string;
  isSecure: boolean;
  /** `ARC_WSS_URL`, which Architect sets for every deployed function. */
  deployedUrl: string | undefined;
}

/**
 * Where a page opens its socket, with the ticket that lets it in.
 *
 * In the sandbox page and socket share a server, so it is wherever the page came from: another port, a phone in the
 * same network and a forwarded port all work. Deployed, API Gateway gives the socket a host of its own.
 *
 * @throws Error where no address is known
 */
export function webSocketUrl({ stage, host, isSecure, deployedUrl }: Deployment, ticket: string): string {
  const address = stage === 'testing' ? `${isSecure ? 'wss' : 'ws'}://${host}` : deployedUrl;
  if (!address) throw new Error(`no WebSocket address is known in ${stage}: ARC_WSS_URL is missing`);
  const url = new URL(address);
  url.searchParams.set('ticket', ticket);
  return url.href;
}
