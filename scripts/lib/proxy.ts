import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import { isNoAddress, isTaken, listen } from './free-ports.ts';
import { Problem } from './root.ts';

/** The public port. It passes bytes on unchanged, so the app sees the address that people used. */
export type TcpProxy = {
  /** Leads to that port on the loopback interface. Connections that came earlier wait for it. */
  leadTo(port: Promise<number>): void;
  close(): void;
};

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw new Problem(`HOST=${host} is no address of this machine. Use HOST=0.0.0.0 for all of them, or leave it out.`);
  }
}

/** Takes the port, on every address of the host. @throws Problem when it cannot be had */
export async function openProxy(host: string, port: number): Promise<TcpProxy> {
  const first = Promise.withResolvers<number>();
  let target = first.promise;
  const sockets = new Set<Socket>();
  const own = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };

  async function accept(client: Socket): Promise<void> {
    own(client).on('error', () => client.destroy());
    const appPort = await target;
    if (client.destroyed) return;
    const app = own(connect(appPort, '127.0.0.1')).on('error', () => client.destroy());
    client.once('close', () => app.destroy());
    app.once('close', () => client.destroy());
    client.pipe(app).pipe(client);
  }

  const servers: Server[] = [];
  for (const address of await addressesOf(host)) {
    const server = createServer((client) => void accept(client).catch(() => client.destroy()));
    try {
      await listen(server, address, port);
      servers.push(server);
    } catch (error) {
      if (isTaken(error)) throw new Problem(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`);
      if (!isNoAddress(error)) throw new Problem(`Port ${port} on ${host} cannot be used: ${String(error)}`);
    }
  }
  if (servers.length === 0) throw new Problem(`HOST=${host} is no address of this machine.`);

  return {
    leadTo(appPort) {
      target = appPort;
      first.resolve(appPort);
      // The starter of the app hears why it did not start. Here the client is only disconnected.
      for (const it of [appPort, first.promise]) it.catch(() => undefined);
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
