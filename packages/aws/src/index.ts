export { host } from './host.ts';
export { loggedLifecycle } from './lifecycle.ts';
export { logged } from './log.ts';
export { world } from './world.ts';
export type { SocketEvent, SocketResponse } from './events.ts';
