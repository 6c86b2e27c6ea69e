import { receive } from '@arc-chat/chat';
import { logged } from './handler.ts';
import type { SocketEvent, SocketResponse } from './events.ts';
import type { Handler } from './handler.ts';

type SocketHandler = Handler<SocketEvent, SocketResponse>;

/**
 * Whether a client sent this event. In the sandbox a frame such as `{"action":"disconnect"}` runs the function of that
 * name. Only the body tells the event from a real one: even its `eventType` is that of the function.
 */
const isFrame = ({ body }: SocketEvent): boolean => Boolean(body);

/** The same handler, but that a frame is received as `$default` receives it. */
export const orReceive =
  (handler: SocketHandler): SocketHandler =>
  async (event, context) => {
    if (!isFrame(event)) return handler(event, context);
    context.note(await receive(context.ports, event.requestContext.connectionId, event.body));
    return { statusCode: 200 };
  };

/** Wraps the handler of `$connect` or `$disconnect`: as `logged` does, and frames are kept out of it. */
export const loggedLifecycle = (name: string, handler: SocketHandler) => logged(name, orReceive(handler));
