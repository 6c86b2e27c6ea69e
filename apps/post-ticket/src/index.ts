import { host, logged } from '@arc-chat/aws';
import { postTicket } from '@arc-chat/session';
import type { HttpRequest, HttpResponse } from '@arc-chat/session';

/** `POST /ticket { room, name? }`: a socket's address for one connection to that room, under that name. */
export const handler = logged<HttpRequest, HttpResponse>('post-ticket', (request, { note }) =>
  postTicket(request, { ...host, note }),
);
