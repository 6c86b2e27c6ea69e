import { sessionsWith } from '@arc-chat/session';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import { env } from './env.ts';
import type { HttpHost } from '@arc-chat/session';

/** The functions' host for the page and its tickets. */
export const host: HttpHost = {
  sessions: sessionsWith(env.secret),
  appOrigin: env.appOrigin,
  socketUrl: (address, ticket) => webSocketUrl({ ...env, ...address }, ticket),
};
