import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import { isNoAddress, isTaken, listen } from './free-ports.ts';
import { Problem } from './root.ts';

/** The public port. The proxy forwards bytes unchanged, so the app sees the address that people opened. */
export type TcpProxy = {
  /** Forwards connections to this port on the loopback interface. They wait until the promise resolves. */
  leadTo(port: Promise<number>): void;
  close(): void;
};

const badHost = (host: string) =>
  new Problem(`HOST=${host} is not an address of this machine. Use HOST=0.0.0.0 for all addresses, or leave HOST out.`);

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw badHost(host);
  }
}

/** Listens on the port, on every address of the host. @throws Problem if the host or the port cannot be used */
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
      if (isTaken(error)) throw new Problem(`Port ${port} is taken. Choose another port: PORT=${port + 1} npm start`);
      if (!isNoAddress(error)) throw new Problem(`Port ${port} on ${host} cannot be used: ${String(error)}`);
    }
  }
  if (servers.length === 0) throw badHost(host);

  return {
    leadTo(appPort) {
      target = appPort;
      first.resolve(appPort);
      // The code that starts the app reports a failed start. The proxy only disconnects the client.
      for (const it of [appPort, first.promise]) it.catch(() => undefined);
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
