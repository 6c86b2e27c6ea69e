import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Problem } from './root.ts';

// Both, because a client that connects to `localhost` tries one address and then the other.
const loopbacks = ['127.0.0.1', '::1'];

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code);

/** Whether the error says that this machine lacks the address, for example because it has no IPv6. */
export const isNoAddress = (error: unknown) => hasCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT');

/** Whether the error says that another process uses the port. */
export const isTaken = (error: unknown) => hasCode(error, 'EADDRINUSE');

/** Listens on the port; 0 takes any free port. @returns the port @throws Error if the port is taken */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port, ipv6Only: true });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

/** Takes a port that is free on both loopback addresses, and keeps it. */
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

/** Finds ports on the loopback interface that are free right now. */
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

/** The port that the variable `PORT` names; by default 3333. @throws Problem if that is no port */
export function portOf(text: string | undefined): number {
  const port = Number(text || '3333');
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`PORT=${text} is not a port. Choose a number between 1024 and 65535.`);
}
