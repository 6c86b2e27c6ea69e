import { isFrame, world } from '@arc-chat/aws';
import { leave, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$disconnect`, the goodbye: best effort on AWS, so nothing relies on it. */
export async function handler(event: SocketEvent): Promise<SocketResponse> {
  const { connectionId } = event.requestContext;
  if (isFrame(event)) await receive(world, connectionId, event.body);
  else await leave(world, connectionId);
  return { statusCode: 200 };
}
