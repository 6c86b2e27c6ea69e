import { randomBytes, randomUUID } from 'node:crypto';
import { cleanName, guestName } from '@arc-chat/protocol';
import * as v from 'valibot';
import { sealWith } from './seal.ts';
import type { Ticket } from '@arc-chat/chat';

/** On https, the prefix `__Host-` stops other hosts from setting this cookie, even a subdomain next to ours. */
const cookieName = (origin: string) => (isSecure(origin) ? '__Host-arc-chat' : 'arc-chat');

const isSecure = (origin: string) => origin.startsWith('https:');

const sessionSeconds = 90 * 24 * 3600;
const ticketSeconds = 60;

/** A person, for as long as their browser keeps the cookie. A real login would make the session from its own user. */
export interface Session {
  sub: string;
  name: string;
}

const Session = v.object({ sub: v.string(), name: v.string() });
const Ticket = v.object({ jti: v.string(), sub: v.string(), name: v.string(), room: v.string(), origin: v.string() });

export const newSession = (): Session => ({ sub: randomUUID(), name: guestName });

/** @param name the new name; without a visible character in it, the old name stays */
export const rename = (session: Session, name: string): Session => ({
  ...session,
  name: cleanName(name) || session.name,
});

export interface Sessions {
  /** The session in these cookies, each `name=value`; undefined if no cookie holds a valid one. */
  openSession(cookies: string[] | undefined, origin: string): Promise<Session | undefined>;
  /** The `set-cookie` header that keeps a session for 90 days. */
  sessionCookie(session: Session, origin: string): Promise<string>;
  /** A ticket for one connection to one room, from a page of one origin. Valid for a minute. */
  sealTicket(session: Session, room: string, origin: string): Promise<string>;
  /** The claims of a ticket, or the reason why it is refused. Never throws. */
  openTicket(token: unknown): Promise<Ticket | 'bad-ticket' | 'expired-ticket'>;
}

/**
 * @param secret encrypts every session and every ticket
 * @param others open those from before and after a rotation of the secret
 */
export function sessionsWith(secret: string, others: string[] = []): Sessions {
  const { seal, open } = sealWith(secret, others);
  return {
    async openSession(cookies, origin) {
      const name = `${cookieName(origin)}=`;
      const cookie = cookies?.find((it) => it.startsWith(name));
      const session = await open('session', Session, cookie?.slice(name.length));
      return typeof session === 'string' ? undefined : session;
    },

    async sessionCookie({ sub, name }, origin) {
      const token = await seal('session', sessionSeconds, { sub, name });
      const secure = isSecure(origin) ? '; Secure' : '';
      return `${cookieName(origin)}=${token}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax${secure}`;
    },

    sealTicket({ sub, name }, room, origin) {
      return seal('socket', ticketSeconds, { jti: randomBytes(16).toString('hex'), sub, name, room, origin });
    },

    async openTicket(token) {
      const ticket = await open('socket', Ticket, token);
      return typeof ticket === 'string' ? `${ticket}-ticket` : ticket;
    },
  };
}
