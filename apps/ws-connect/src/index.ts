import { header, openTicket, world } from '@arc-chat/aws';
import { enter, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$connect`, the door: lets in who brings a fresh ticket from the page it was made for. */
export async function handler(event: SocketEvent): Promise<SocketResponse> {
  const { connectionId, eventType } = event.requestContext;
  if (eventType !== 'CONNECT') {
    // In the sandbox a frame can name the function that it goes to. It is a frame all the same.
    await receive(world, connectionId, event.body);
    return { statusCode: 200 };
  }
  const { ticket: token, v } = event.queryStringParameters ?? {};
  const ticket = await openTicket(token);
  const origin = header(event, 'origin');
  const isIn = ticket && (await enter(world, connectionId, { ticket, origin, version: v === '1' ? 1 : 0 }));
  return { statusCode: isIn ? 200 : 403 };
}
