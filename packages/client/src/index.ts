export { doorTexts, guestName, isBlank, limits, refusalTexts } from '@arc-chat/protocol';
export { memoryOutbox } from './outbox.ts';
export { Room } from './room.ts';
export { readTicket } from './ticket.ts';
export { timings } from './timings.ts';
export type { Status } from './connection.ts';
export type { Entry, Lock, Outbox, Platform, Socket, Ticketed } from './ports.ts';
export type { RoomState } from './room.ts';
export type { DoorCode, Message, Person } from '@arc-chat/protocol';
