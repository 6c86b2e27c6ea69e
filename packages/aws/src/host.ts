import { addressTagsWith, roomTagsWith, sessionsWith } from '@arc-chat/session';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import { env } from './env.ts';
import type { HttpHost } from '@arc-chat/session';

/** The functions' host for the page and its tickets. */
export const host: HttpHost = {
  sessions: sessionsWith(env.secret, env.otherSecrets),
  appOrigin: env.appOrigin,
  addressTag: addressTagsWith(env.secret),
  socketUrl: (address, ticket) => webSocketUrl({ ...env, ...address }, ticket),
};

/** A room's tag in the logs. */
export const roomTag = roomTagsWith(env.secret);
