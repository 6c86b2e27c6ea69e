import { world } from '@arc-chat/aws';
import { receive } from '@arc-chat/chat';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** `$default`, the event bus: every frame that a socket sends. */
export async function handler({ requestContext, body }: SocketEvent): Promise<SocketResponse> {
  await receive(world, requestContext.connectionId, body);
  return { statusCode: 200 };
}
