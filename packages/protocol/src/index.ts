export { byteLength, decodeClientFrame, decodeServerFrame, encodeClientFrame, encodeServerFrame } from './codec.ts';
export { clientTypes, Id, RoomName, serverTypes } from './frames.ts';
export { budget, limits } from './limits.ts';
export { cleanName, guestName } from './names.ts';
export { codes, doorCodes, doorTexts, effects, refusalTexts } from './refusals.ts';
export { cleanText, isBlank } from './texts.ts';
export type { Decoded, Heard, Refused } from './codec.ts';
export type { ClientFrame, Cursor, Frame, History, Message, Person, ServerFrame } from './frames.ts';
export type { Code, DoorCode } from './refusals.ts';
