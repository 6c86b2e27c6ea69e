import { header, isFrame, logged, openTicket } from '@arc-chat/aws';
import { enter, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$connect`, the door: lets in who brings a fresh ticket from the page that it was made for. */
export const handler = logged<SocketEvent, SocketResponse>('ws-connect', async (event, { world, note }) => {
  const { connectionId } = event.requestContext;
  if (isFrame(event)) {
    note(await receive(world, connectionId, event.body));
    return { statusCode: 200 };
  }
  const { ticket: token, v: version } = event.queryStringParameters ?? {};
  const ticket = await openTicket(token);
  if (!ticket) return { statusCode: 403 };
  note({ room: ticket.room });
  const origin = header(event, 'origin');
  const isIn = await enter(world, connectionId, { ticket, origin, version: version === '1' ? 1 : 0 });
  return { statusCode: isIn ? 200 : 403 };
});
