import { handler as app } from '@arc-chat/ws-default';
import { setFault } from './ports.ts';
import type { SocketEvent, SocketResponse } from '@arc-chat/aws';

/** The app's function, with the fault that a frame carries in its key `chaos`. The app gets the frame without it. */
export async function handler(event: SocketEvent): Promise<SocketResponse> {
  const { chaos, ...frame } = JSON.parse(String(event.body));
  setFault(chaos);
  return app({ ...event, body: JSON.stringify(frame) });
}
