import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Both, since what connects to `localhost` tries one and then the other.
const loopbacks = ['127.0.0.1', '::1'];

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code);

/** Whether it says that this machine has no such address, say no IPv6. */
export const isNoAddress = (error: unknown) => hasCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT');

/** Whether it says that somebody else listens there. */
export const isTaken = (error: unknown) => hasCode(error, 'EADDRINUSE');

/** Listens on it; throws when it is taken. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port, ipv6Only: true });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

/** Takes a port that nobody uses on either loopback address, and holds it. */
async function hold(servers: Server[]): Promise<number> {
  let port = 0;
  for (const host of loopbacks) {
    const server = createServer();
    try {
      port = await listen(server, host, port);
      servers.push(server);
    } catch (error) {
      if (isTaken(error)) return hold(servers);
      if (!isNoAddress(error)) throw error;
    }
  }
  return port;
}

/** Finds that many ports that are free right now, on the loopback interface. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await hold(servers));
    return ports;
  } finally {
    await Promise.all(servers.map(close));
  }
}
