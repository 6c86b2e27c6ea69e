import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import { isNoAddress, isTaken, listen } from './ports.ts';
import { Problem } from './root.ts';

/** Where people come in. What they send is passed on as it is, so the app sees the address that they used. */
export type Door = {
  /** Has it lead to that port on the loopback interface. Who came before waits. */
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
export async function openDoor(host: string, port: number): Promise<Door> {
  const opening = Promise.withResolvers<number>();
  let target = opening.promise;
  const sockets = new Set<Socket>();
  const own = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };

  async function welcome(visitor: Socket): Promise<void> {
    own(visitor).on('error', () => visitor.destroy());
    const port = await target;
    if (visitor.destroyed) return;
    const app = own(connect(port, '127.0.0.1')).on('error', () => visitor.destroy());
    visitor.once('close', () => app.destroy());
    app.once('close', () => visitor.destroy());
    visitor.pipe(app).pipe(visitor);
  }

  const servers: Server[] = [];
  for (const address of await addressesOf(host)) {
    const server = createServer((visitor) => void welcome(visitor).catch(() => visitor.destroy()));
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
    leadTo(port) {
      target = port;
      opening.resolve(port);
      // Whoever starts the app hears why it did not start; here it only means that visitors are turned away.
      for (const app of [port, opening.promise]) app.catch(() => undefined);
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
