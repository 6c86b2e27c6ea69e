import { once } from 'node:events';
import { createServer } from 'node:http';
import { openPorts, secretOf } from '@arc-chat/node';
import { addressTagsWith, roomTagsWith, sessionsWith } from '@arc-chat/session';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import { eventsOf } from './events.ts';
import { httpAnswers, type WebHost } from './http.ts';
import { webSockets } from './web-sockets.ts';
import type { ServerEnv } from './env.ts';

export { readServerEnv } from './env.ts';

/** A request has to be there whole by then. */
const times = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 };

/** Starts the chat in this process. @returns its end: it asks the clients to come back, then closes the database */
export async function startChat(env: ServerEnv, timeouts = times): Promise<() => Promise<void>> {
  const { ports, gate, close } = openPorts(env.DATA, env.RATE_LIMITS === 'on');
  const secret = env.ARC_APP_SECRET ?? secretOf(env.DATA);
  const host: WebHost = {
    sessions: sessionsWith(secret),
    appOrigin: env.ARC_APP_ORIGIN,
    isProxied: env.TRUST_PROXY === '1',
    addressTag: addressTagsWith(secret),
    // As in the sandbox, the page and its socket share a server.
    socketUrl: (address, ticket) => webSocketUrl({ stage: 'testing', ...address, deployedUrl: undefined }, ticket),
  };
  const events = eventsOf(ports, gate, roomTagsWith(secret));
  const answer = httpAnswers(host, events);
  const { open, close: closeSockets } = webSockets(host, events, ports.sockets, gate);
  const failed = (stream: { destroyed: boolean; destroy(): void }) => (error: unknown) => {
    if (!stream.destroyed) ports.report(error);
    stream.destroy();
  };
  const server = createServer(timeouts, (request, response) => void answer(request, response).catch(failed(response)));
  server.on('upgrade', (request, stream, head) => {
    open(request, stream, head, ports.newId()).catch(failed(stream));
  });
  server.listen(env.PORT, env.HOST);
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
    await closeSockets();
    await gate.passed();
    close();
  };
}
