import { host, logged } from '@arc-chat/aws';
import { refusalAtDoor } from '@arc-chat/chat';
import { postTicket } from '@arc-chat/session';
import type { HttpRequest, HttpResponse } from '@arc-chat/session';

/** `POST /ticket { room, name? }`: a socket URL for one connection to the room, under the name. */
export const handler = logged<HttpRequest, HttpResponse>('post-ticket', (request, { ports, note }) =>
  postTicket(request, {
    ...host,
    note,
    // A ticket does not need the database. The door counts again.
    refusalAtDoor: (room, user, { requestContext }) =>
      refusalAtDoor(ports, { room, user, address: host.addressTag(requestContext?.http?.sourceIp) }).catch(
        (error: unknown) => {
          ports.report(error);
          return undefined;
        },
      ),
  }),
);
