import { world } from '@arc-chat/aws';
import { leave, receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$disconnect`, the goodbye: best effort on AWS, so nothing relies on it. */
export async function handler({ requestContext, body }: SocketEvent): Promise<SocketResponse> {
  const { connectionId, eventType } = requestContext;
  // In the sandbox a frame can name the function that it goes to. It is a frame all the same.
  if (eventType === 'DISCONNECT') await leave(world, connectionId);
  else await receive(world, connectionId, body);
  return { statusCode: 200 };
}
