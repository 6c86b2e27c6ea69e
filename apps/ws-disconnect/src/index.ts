import { loggedLifecycle } from '@arc-chat/aws';
import { leave } from '@arc-chat/chat';

/** `$disconnect`, the goodbye: best effort on AWS, so nothing relies on it. */
export const handler = loggedLifecycle('ws-disconnect', async (event, { ports, note }) => {
  const room = await leave(ports, event.requestContext.connectionId);
  note({ ...(room && { room }) });
  return { statusCode: 200 };
});
