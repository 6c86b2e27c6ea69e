import { addressTag, host, loggedLifecycle } from '@arc-chat/aws';
import { enter } from '@arc-chat/chat';
import { header } from '@arc-chat/session';

/** `$connect`: accepts a socket with an unused ticket, from the page that the ticket was made for. */
export const handler = loggedLifecycle('ws-connect', async (event, { ports, note }) => {
  const { ticket: token, v: version } = event.queryStringParameters ?? {};
  const ticket = await host.sessions.openTicket(token);
  if (typeof ticket === 'string') {
    note({ outcome: ticket });
    return { statusCode: 403 };
  }
  note({ room: ticket.room });
  const { connectionId, identity } = event.requestContext;
  const outcome = await enter(ports, connectionId, {
    ticket,
    origin: header(event, 'origin'),
    version: version === '1' ? 1 : 0,
    address: addressTag(identity?.sourceIp),
  });
  note({ outcome });
  return { statusCode: outcome === 'ok' ? 200 : 403 };
});
