import { Room } from '@arc-chat/protocol';
import {
  badHost,
  bodyOf,
  env,
  header,
  logged,
  openSession,
  pageAddress,
  rename,
  sealTicket,
  sessionCookie,
} from '@arc-chat/aws';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import * as v from 'valibot';
import type { HttpRequest, HttpResponse } from '@arc-chat/aws';

const Question = v.pipe(v.string(), v.parseJson(), v.object({ room: Room, name: v.optional(v.string()) }));

const answer = (statusCode: number, body: object, headers = {}): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

/** `POST /ticket { room, name? }`: a socket's address for one connection to that room, under that name. */
export const handler = logged<HttpRequest, HttpResponse>('post-ticket', async (request, { note }) => {
  const address = pageAddress(request);
  if (!address) return badHost;
  if (header(request, 'origin') !== address.origin) {
    return answer(403, { code: 'other-origin', text: 'Tickets are for the page of this very address.' });
  }
  const session = await openSession(request.cookies, address.origin);
  if (!session) return answer(401, { code: 'no-session', text: 'There is no session. Reload the page.' });
  const question = v.safeParse(Question, bodyOf(request));
  if (!question.success)
    return answer(400, { code: 'bad-request', text: 'A room is a-z, 0-9 and -, at most 64 of them.' });
  const { room, name } = question.output;
  note({ room });
  const renamed = name === undefined ? session : rename(session, name);
  const url = webSocketUrl({ ...env, ...address }, await sealTicket(renamed, room, address.origin));
  // Only a new name is worth a new cookie: an answer that is late would bring an old name back.
  const renewal = name === undefined ? {} : { 'set-cookie': await sessionCookie(renamed, address.origin) };
  return answer(200, { url }, renewal);
});
