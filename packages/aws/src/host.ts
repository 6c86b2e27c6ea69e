import { addressTagsWith, roomTagsWith, sessionsWith } from '@arc-chat/session';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import { env } from './env.ts';
import type { HttpHost } from '@arc-chat/session';

/** The functions' host for the page and its tickets. */
export const host: HttpHost = {
  sessions: sessionsWith(env.secret, env.otherSecrets),
  appOrigin: env.appOrigin,
  socketUrl: (address, ticket) => webSocketUrl({ ...env, ...address }, ticket),
};

/** Stands for the network address of a client, in the row of its seat. */
export const addressTag = addressTagsWith(env.secret);

/** A room's tag in the logs. */
export const roomTag = roomTagsWith(env.secret);
