import { header, isFrame, openTicket, world } from '@arc-chat/aws';
import { enter, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$connect`, the door: lets in who brings a fresh ticket from the page that it was made for. */
export async function handler(event: SocketEvent): Promise<SocketResponse> {
  const { connectionId } = event.requestContext;
  if (isFrame(event)) {
    await receive(world, connectionId, event.body);
    return { statusCode: 200 };
  }
  const { ticket: token, v: version } = event.queryStringParameters ?? {};
  const ticket = await openTicket(token);
  const origin = header(event, 'origin');
  const isIn = ticket && (await enter(world, connectionId, { ticket, origin, version: version === '1' ? 1 : 0 }));
  return { statusCode: isIn ? 200 : 403 };
}
