import { receive } from '@arc-chat/chat';
import { logged } from './handler.ts';
import type { SocketEvent, SocketResponse } from './events.ts';
import type { Handler } from './handler.ts';

type SocketHandler = Handler<SocketEvent, SocketResponse>;

/**
 * Whether this event is a client's frame. In the sandbox, a frame such as `{"action":"disconnect"}` runs the function
 * with that name. Only the body distinguishes it from a real event: even the `eventType` is the same.
 */
const isFrame = ({ body }: SocketEvent): boolean => Boolean(body);

/** Wraps a handler: a frame is handled as `$default` handles it. */
export const orReceive =
  (handler: SocketHandler): SocketHandler =>
  async (event, context) => {
    if (!isFrame(event)) return handler(event, context);
    context.note(await receive(context.ports, event.requestContext.connectionId, event.body));
    return { statusCode: 200 };
  };

/** Wraps the handler of `$connect` or `$disconnect`, as `logged` does. Frames do not reach the handler. */
export const loggedLifecycle = (name: string, handler: SocketHandler) => logged(name, orReceive(handler));
