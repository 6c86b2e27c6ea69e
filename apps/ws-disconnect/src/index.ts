import { loggedLifecycle } from '@arc-chat/aws';
import { leave } from '@arc-chat/chat';

/** `$disconnect`, the goodbye: best effort on AWS, so nothing relies on it. */
export const handler = loggedLifecycle('ws-disconnect', async (event, { world, note }) => {
  const room = await leave(world, event.requestContext.connectionId);
  note({ ...(room && { room }) });
  return { statusCode: 200 };
});
