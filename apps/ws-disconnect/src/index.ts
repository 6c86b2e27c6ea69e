import { loggedLifecycle } from '@arc-chat/aws';
import { leave } from '@arc-chat/chat';

/** `$disconnect`: gives the seat back. Nothing relies on this event, because AWS sends it on a best-effort basis. */
export const handler = loggedLifecycle('ws-disconnect', async (event, { ports, note }) => {
  const room = await leave(ports, event.requestContext.connectionId);
  note({ ...(room && { room }) });
  return { statusCode: 200 };
});
