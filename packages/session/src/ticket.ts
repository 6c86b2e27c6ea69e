import { doorTexts, RoomName } from '@arc-chat/protocol';
import * as v from 'valibot';
import { bodyOf, header, json } from './http.ts';
import { badHost, pageAddress } from './origin.ts';
import { rename } from './sessions.ts';
import type { TicketHost } from './host.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

const Question = v.pipe(v.string(), v.parseJson(), v.object({ room: RoomName, name: v.optional(v.string()) }));

/**
 * The answer to `POST /ticket { room, name? }`: 200 `{ url }`, the address of a socket to that room, under that name, for
 * one connection within a minute. A refusal is `{ code, text }`: 400 `bad-host` or `bad-request`, 401 `no-session`, 403
 * `other-origin`, `blocked` or `room-blocked`, 409 `room-full`.
 */
export async function postTicket(request: HttpRequest, host: TicketHost): Promise<HttpResponse> {
  const { sessions } = host;
  const address = pageAddress(request, host.appOrigin);
  if (!address) return badHost;
  if (header(request, 'origin') !== address.origin) {
    return json(403, { code: 'other-origin', text: 'Only a page of this address gets a ticket.' });
  }
  const session = await sessions.openSession(request.cookies, address.origin);
  if (!session) return json(401, { code: 'no-session', text: 'There is no session. Reload the page.' });
  const question = v.safeParse(Question, bodyOf(request));
  if (!question.success) {
    return json(400, { code: 'bad-request', text: 'Send { room, name? }. A room is 1 to 64 of a-z, 0-9 and -.' });
  }
  const { room, name } = question.output;
  host.note({ room });
  const refusal = await host.refusalAtDoor(room, session.sub, request);
  if (refusal) return json(refusal === 'room-full' ? 409 : 403, { code: refusal, text: doorTexts[refusal] });
  const renamed = name === undefined ? session : rename(session, name);
  const url = host.socketUrl(address, await sessions.sealTicket(renamed, room, address.origin));
  // No new cookie without a new name: an answer that comes late would restore the old name.
  const renewal = name === undefined ? {} : { 'set-cookie': await sessions.sessionCookie(renamed, address.origin) };
  return json(200, { url }, renewal);
}
