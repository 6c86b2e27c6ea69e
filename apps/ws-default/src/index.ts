import { logged } from '@arc-chat/aws';
import { receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$default`: receives every frame that a socket sends. */
export const handler = logged<SocketEvent, SocketResponse>('ws-default', async (event, { ports, note }) => {
  note(await receive(ports, event.requestContext.connectionId, event.body));
  return { statusCode: 200 };
});
