export { addressTag, host } from './host.ts';
export { loggedLifecycle } from './lifecycle.ts';
export { logged } from './handler.ts';
export { ports } from './ports.ts';
export type { SocketEvent, SocketResponse } from './events.ts';
