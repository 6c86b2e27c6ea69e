export { enter, leave } from './door.ts';
export { isFull } from './presence.ts';
export { receive } from './receive.ts';
export type { Received } from './receive.ts';
export type { Entered, Ticket } from './door.ts';
export type { Connections, Log, Reach, Ports, Row, Seat, Seats, Sockets, Tickets } from './ports.ts';
