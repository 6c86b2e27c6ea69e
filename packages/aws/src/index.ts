export { env } from './env.ts';
export { host, roomTag } from './host.ts';
export { loggedLifecycle } from './lifecycle.ts';
export { logged } from './handler.ts';
export { ports } from './ports.ts';
export { socketsTelling } from './sockets.ts';
export { everyBlock, everySeat } from './tables.ts';
export type { SocketEvent, SocketResponse } from './events.ts';
