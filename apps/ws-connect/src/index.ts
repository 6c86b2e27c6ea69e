import { host, loggedLifecycle } from '@arc-chat/aws';
import { enterWithTicket } from '@arc-chat/session';

/** `$connect`: accepts a socket with an unused ticket, from the page that the ticket was made for. */
export const handler = loggedLifecycle('ws-connect', async ({ requestContext, ...event }, { ports, note }) => {
  const { connectionId, identity } = requestContext;
  const { headers = {}, queryStringParameters: query = {} } = event;
  const outcome = await enterWithTicket(
    ports,
    connectionId,
    { headers, query, sourceIp: identity?.sourceIp },
    { ...host, note },
  );
  note({ outcome });
  return { statusCode: outcome === 'ok' ? 200 : 403 };
});
