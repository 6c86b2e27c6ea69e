import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import WebSocket, { WebSocketServer } from 'ws';
import { listen } from '../../scripts/lib/free-ports.ts';
import { ProxiedSocket, type FrameCounts } from './proxied-socket.ts';
import type { Plan } from './plan.ts';
import type { Storm } from './storm.ts';

/** A proxy between one person and the app, on a port of its own. It causes the faults of the person's plan. */
export class Network {
  connections = 0;
  readonly #appPort: number;
  readonly #address: string;
  readonly #plan: Plan;
  readonly #storm: Storm;
  readonly #server: Server;
  readonly #webSocketServer = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<ProxiedSocket>();
  readonly #counts: FrameCounts = { requests: 0, answers: 0, acknowledgements: 0 };
  #tickets = 0;
  #isDown = false;

  /** @param address where the app thinks that the person is */
  constructor(appPort: number, address: string, plan: Plan, storm: Storm) {
    this.#appPort = appPort;
    this.#address = address;
    this.#plan = plan;
    this.#storm = storm;
    this.#server = createServer((asked, answer) => this.#serve(asked, answer));
    this.#server.on('upgrade', (asked, socket, head) => this.#connect(asked, socket, head));
  }

  /** Starts to listen. @returns the origin under which the person reaches the app */
  async open(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.#server, '127.0.0.1', 0)}`;
  }

  /**
   * Cuts the person off for a while: new connections fail, and open sockets silently drop every frame, also afterwards.
   * Only a timeout shows that such a socket is dead.
   */
  async goDown(forMs: number): Promise<void> {
    this.#storm.count('network down');
    for (const socket of this.#sockets) socket.silence();
    this.#isDown = true;
    await setTimeout(forMs);
    this.#isDown = false;
  }

  close(): void {
    for (const socket of this.#webSocketServer.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(asked: IncomingMessage, answer: ServerResponse): void {
    if (this.#isDown && this.#storm.isRaging) return void asked.socket.destroy();
    const fault = asked.url === '/ticket' ? this.#plan.ticket(++this.#tickets) : undefined;
    if (!fault || !this.#storm.isRaging) return this.#forward(asked, answer);
    this.#storm.count(fault.kind);
    if (fault.kind === 'ticket refused') answer.writeHead(fault.status).end();
    else if (fault.kind === 'ticket unreachable') asked.socket.destroy();
    // 'ticket unanswered': no response, so only the client's timeout ends the request.
  }

  /** Forwards all headers: the app makes the socket's address from Host, so that sockets pass through here too. */
  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, url } = asked;
    const headers = { ...asked.headers, 'x-forwarded-for': this.#address };
    const onward = request({ host: '127.0.0.1', port: this.#appPort, method, path: url, headers, agent: false });
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  }

  #connect(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const number = ++this.connections;
    const { isShutOut, door } = this.#plan.connection(number);
    socket.on('error', () => {});
    if (this.#isDown && this.#storm.isRaging) return void socket.destroy();
    if (isShutOut && this.#storm.isRaging) {
      this.#storm.count('socket refused');
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      return;
    }
    const url = new URL(asked.url ?? '/', `ws://127.0.0.1:${this.#appPort}`);
    if (door && this.#storm.isRaging && this.#storm.host === 'sandbox')
      url.searchParams.set('chaos', JSON.stringify(door));
    const { origin } = asked.headers;
    const headers = { 'x-forwarded-for': this.#address };
    const app = new WebSocket(url, { headers, ...(origin && { origin }) });
    // Close only after it is open, even if the client is gone: a reset during $connect kills the sandbox.
    app.on('error', () => socket.destroy());
    app.on('open', () => {
      if (socket.destroyed) return app.close();
      this.#webSocketServer.handleUpgrade(asked, socket, head, (client) => {
        const proxied = new ProxiedSocket(client, app, number, this.#plan, this.#counts, this.#storm);
        this.#sockets.add(proxied);
        client.on('close', () => this.#sockets.delete(proxied));
        proxied.begin();
      });
    });
  }
}
