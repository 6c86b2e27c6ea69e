import { handler as app } from '@arc-chat/ws-connect';
import { setFault } from './ports.ts';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** The app's function, with the fault that the socket's address carries in its parameter `chaos`. */
export async function handler(event: SocketEvent): Promise<SocketResponse> {
  const { chaos } = event.queryStringParameters ?? {};
  setFault(typeof chaos === 'string' ? JSON.parse(chaos) : undefined);
  return app(event);
}
