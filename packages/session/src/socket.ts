import { enter } from '@arc-chat/chat';
import { header } from './http.ts';
import type { Entered, Ports } from '@arc-chat/chat';
import type { SocketHost } from './host.ts';
import type { HttpRequest } from './http.ts';

/** The request for a socket. */
export interface SocketRequest extends Pick<HttpRequest, 'headers'> {
  /** The parameters of its address. One that is there twice is undefined, or no string. */
  query: Record<string, unknown>;
  sourceIp: string | null | undefined;
}

/** Takes a seat with the ticket in the address of a socket. Every outcome but `ok` has to be answered with a 403. */
export async function enterWithTicket(
  ports: Ports,
  connection: string,
  { headers, query, sourceIp }: SocketRequest,
  { sessions, addressTag, note }: SocketHost,
): Promise<Entered | 'bad-ticket' | 'expired-ticket'> {
  const ticket = await sessions.openTicket(query['ticket']);
  if (typeof ticket === 'string') return ticket;
  note({ room: ticket.room });
  const version = query['v'] === '1' ? 1 : 0;
  return enter(ports, connection, {
    ticket,
    origin: header({ headers }, 'origin'),
    version,
    address: addressTag(sourceIp),
  });
}
