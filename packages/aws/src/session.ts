import { randomBytes, randomUUID } from 'node:crypto';
import { cleanName } from '@arc-chat/protocol';
import * as v from 'valibot';
import { env } from './env.ts';
import { sealWith } from './seal.ts';
import type { Ticket } from '@arc-chat/chat';

/** On https no other host, a neighbour's subdomain say, can set a cookie of this name for us. */
const cookieName = (origin: string) => (isSecure(origin) ? '__Host-arc-chat' : 'arc-chat');

const isSecure = (origin: string) => origin.startsWith('https:');

const sessionSeconds = 90 * 24 * 3600;
const ticketSeconds = 60;

/** Who somebody is, for as long as their browser keeps the cookie. A real login would make this from its own user. */
export interface Session {
  sub: string;
  name: string;
}

const Session = v.object({ sub: v.string(), name: v.string() });
const Ticket = v.object({ jti: v.string(), sub: v.string(), name: v.string(), room: v.string(), origin: v.string() });

const { seal, open } = sealWith(env.secret);

export const newSession = (): Session => ({ sub: randomUUID(), name: 'Guest' });

/** @param name what the person wants to be called; without anything visible in it they keep the name they have */
export const rename = (session: Session, name: string): Session => ({
  ...session,
  name: cleanName(name) || session.name,
});

/** @param cookies each `name=value`, as HTTP APIs hand them over */
export async function openSession(cookies: string[] | undefined, origin: string): Promise<Session | undefined> {
  const name = `${cookieName(origin)}=`;
  const cookie = cookies?.find((it) => it.startsWith(name));
  return open('session', Session, cookie?.slice(name.length));
}

/** The `set-cookie` header that makes a session last. */
export async function sessionCookie({ sub, name }: Session, origin: string): Promise<string> {
  const token = await seal('session', sessionSeconds, { sub, name });
  const secure = isSecure(origin) ? '; Secure' : '';
  return `${cookieName(origin)}=${token}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** A ticket for one connection to one room, from a page of one origin, within a minute. */
export function sealTicket({ sub, name }: Session, room: string, origin: string): Promise<string> {
  return seal('socket', ticketSeconds, { jti: randomBytes(16).toString('hex'), sub, name, room, origin });
}

export const openTicket = (token: unknown): Promise<Ticket | undefined> => open('socket', Ticket, token);
