export { enter, leave, refusalAtDoor } from './door.ts';
export { eventPorts } from './event.ts';
export { block } from './operator.ts';
export { receive } from './receive.ts';
export { erase } from './remove.ts';
export type { SharedPorts } from './event.ts';
export type { Received } from './receive.ts';
export type { Entered, Ticket } from './door.ts';
export type {
  Blockable,
  Blocks,
  Connections,
  Log,
  Reach,
  Ports,
  Posted,
  Row,
  Seat,
  Seats,
  Sockets,
  Tickets,
} from './ports.ts';
