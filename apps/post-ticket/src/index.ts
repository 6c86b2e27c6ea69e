import { host, logged } from '@arc-chat/aws';
import { postTicket } from '@arc-chat/session';
import type { HttpRequest, HttpResponse } from '@arc-chat/session';

/** `POST /ticket { room, name? }`: a socket URL for one connection to the room, under the name. */
export const handler = logged<HttpRequest, HttpResponse>('post-ticket', (request, { note }) =>
  postTicket(request, { ...host, note }),
);
