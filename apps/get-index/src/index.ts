import { host, logged } from '@arc-chat/aws';
import { getPage } from '@arc-chat/session';
import { assets } from './assets.ts';
import type { HttpRequest, HttpResponse } from '@arc-chat/session';

/** `GET /`: the page, with a session for a new guest and a ticket for its first socket. */
export const handler = logged<HttpRequest, HttpResponse>('get-index', (request) =>
  getPage(request, { ...host, files: assets }),
);
