import { leave, receive } from '@arc-chat/chat';
import { enterWithTicket } from '@arc-chat/session';
import { WebSocketServer, type WebSocket } from 'ws';
import { requestOf, type WebHost } from './http.ts';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CommitGate, TurnSockets } from '@arc-chat/node';
import type { Events } from './events.ts';

/** A socket that has not answered a ping by the next one is dead. */
const pingMs = 30_000;

/**
 * `maxPayload` is that of API Gateway, and the rules refuse half of it. Of a burst of frames, each turn of the event loop
 * hears one. A client that does not close its side in time is cut off.
 */
const options = { maxPayload: 32 * 1024, maxFragments: 16, allowSynchronousEvents: false, closeTimeout: 2_000 };

/** A close code that asks clients to come back: https://www.iana.org/assignments/websocket/websocket.xhtml */
const serviceRestart = 1012;

const forbidden = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** Does the work of API Gateway: opens, pings and closes sockets, and makes events of what they send. */
export function webSockets(host: WebHost, events: Events, sockets: TurnSockets, gate: CommitGate) {
  const server = new WebSocketServer({ noServer: true, ...options });
  const answered = new WeakSet<WebSocket>();

  const pinging = setInterval(() => {
    for (const socket of server.clients) {
      if (answered.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }, pingMs);

  const knock = (request: IncomingMessage, connection: string) =>
    events('ws-connect', connection, async (ports, note) => {
      const parameters = new URLSearchParams(request.url?.split('?')[1]);
      const [token, ...more] = parameters.getAll('ticket');
      const query = { ticket: more.length > 0 ? undefined : token, v: parameters.get('v') };
      const asked = { ...requestOf(request, host.isProxied), query };
      const outcome = await enterWithTicket(ports, connection, asked, { ...host, note });
      note({ outcome });
      return outcome;
    });

  const goodbye = (connection: string) => {
    events('ws-disconnect', connection, async (ports, note) => {
      const room = await leave(ports, connection);
      note({ ...(room && { room }) });
    }).catch(console.error);
  };

  function hear(socket: WebSocket, stream: Duplex, connection: string): void {
    sockets.add(connection, socket, stream);
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    // A frame that breaks RFC 6455: ws itself closes the socket.
    socket.on('error', () => {});
    socket.addEventListener('message', ({ data }) => {
      if (!sockets.has(connection)) return;
      events('ws-default', connection, async (ports, note) => note(await receive(ports, connection, data))).catch(
        console.error,
      );
    });
  }

  return {
    /** Answers the request for a socket: 101 if its ticket is good, else 403. */
    async open(request: IncomingMessage, stream: Duplex, head: Buffer, connection: string): Promise<void> {
      // The event `close` follows, and is heard.
      stream.on('error', () => {});
      const outcome = await knock(request, connection);
      // Not before the ticket is used up.
      await gate.passed();
      if (outcome !== 'ok') return void stream.end(forbidden, () => stream.destroy());
      stream.once('close', () => goodbye(connection));
      if (stream.destroyed) goodbye(connection);
      else server.handleUpgrade(request, stream, head, (socket) => hear(socket, stream, connection));
    },

    async close(): Promise<void> {
      clearInterval(pinging);
      for (const socket of server.clients) {
        if (socket.readyState === socket.OPEN) socket.close(serviceRestart);
        else socket.terminate();
      }
      await new Promise<unknown>((resolve) => server.close(resolve));
    },
  };
}
