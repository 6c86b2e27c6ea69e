import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../../scripts/lib/free-ports.ts';

export type BadNetwork = {
  port: number;
  drops(): number;
  /** From now on, no connection breaks. */
  calm(): void;
  close(): Promise<void>;
};

/** A connection lives for 1 to 9 seconds: 5 on average. */
const shortestMs = 1_000;
const longestMs = 9_000;

/** One way through a mobile network. Without it, hardly anything would be on its way when a connection breaks. */
export const latencyMs = 40;

/** Timers of one length keep their order, so the bytes do too. */
function forward(from: Socket, to: Socket): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), latencyMs));
  from.on('end', () => setTimeout(() => to.end(), latencyMs));
}

/** Stands between the clients and a server, and breaks each connection at a random moment, on both sides. */
export async function badNetwork(serverPort: number): Promise<BadNetwork> {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let drops = 0;
  let isCalm = false;

  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const pair = [client, upstream];
    const breakBoth = () => pair.forEach((socket) => socket.destroy());
    const timer = setTimeout(
      () => {
        drops++;
        breakBoth();
      },
      shortestMs + Math.random() * (longestMs - shortestMs),
    );
    if (isCalm) clearTimeout(timer);
    else timers.add(timer);
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', breakBoth);
      socket.on('close', () => {
        clearTimeout(timer);
        timers.delete(timer);
        sockets.delete(socket);
      });
    }
    forward(client, upstream);
    forward(upstream, client);
  });

  return {
    port: await listen(server, '127.0.0.1', 0),
    drops: () => drops,
    calm() {
      isCalm = true;
      timers.forEach(clearTimeout);
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
