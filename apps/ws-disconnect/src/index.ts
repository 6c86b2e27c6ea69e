import { isFrame, logged } from '@arc-chat/aws';
import { leave, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$disconnect`, the goodbye: best effort on AWS, so nothing relies on it. */
export const handler = logged<SocketEvent, SocketResponse>('ws-disconnect', async (event, { world, note }) => {
  const { connectionId } = event.requestContext;
  if (isFrame(event)) {
    note(await receive(world, connectionId, event.body));
    return { statusCode: 200 };
  }
  const room = await leave(world, connectionId);
  note({ ...(room && { room }) });
  return { statusCode: 200 };
});
