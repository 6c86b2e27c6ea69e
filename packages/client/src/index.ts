export { memoryOutbox } from './outbox.ts';
export { Room } from './room.ts';
export { readTicket } from './ticket.ts';
export { timings } from './timings.ts';
export type { Socket, Status, Ticketed } from './connection.ts';
export type { Host, RoomState } from './host.ts';
export type { Entry, Outbox } from './outbox.ts';
export type { Lock } from './writer.ts';
export type { Message, Person } from '@arc-chat/protocol';
