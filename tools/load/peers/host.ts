import { createServer, type IncomingMessage, type Server } from 'node:http';

/** A room's members, by its name. */
export class PeerRooms<T> {
  readonly #rooms = new Map<string, Set<T>>();

  /** @returns the room, to which the member now belongs */
  join(name: string, member: T): Set<T> {
    const room = this.#rooms.get(name) ?? new Set();
    this.#rooms.set(name, room.add(member));
    return room;
  }
}

/** The room that a socket's address names. */
export const roomAt = ({ url = '' }: IncomingMessage): string =>
  new URL(url, 'http://localhost').searchParams.get('room') ?? '';

/** The server that every peer hangs its sockets on. It listens on the port that the environment names. */
export function hostPeer(): Server {
  process.once('disconnect', () => process.exit());
  const server = createServer((_request, response) => response.end('well'));
  return server.listen(Number(process.env['PORT']), '127.0.0.1');
}
