export { enter, leave } from './door.ts';
export { receive } from './receive.ts';
export type { Received } from './receive.ts';
export type { Entered, Ticket } from './door.ts';
export type { Connections, Log, Ports, Renewal, Rings, Row, Seat, Seats, Sockets, Tickets } from './ports.ts';
