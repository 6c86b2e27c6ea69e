export { env } from './env.ts';
export { bodyOf, header, isFrame } from './events.ts';
export { logged } from './log.ts';
export { badHost, pageAddress } from './origin.ts';
export { newSession, openSession, openTicket, rename, sealTicket, sessionCookie } from './session.ts';
export { world } from './world.ts';
export type { HttpRequest, HttpResponse, SocketEvent, SocketResponse } from './events.ts';
export type { PageAddress } from './origin.ts';
export type { Session } from './session.ts';
