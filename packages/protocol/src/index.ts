export { byteLength, decodeClientFrame, decodeServerFrame, encodeClientFrame, encodeServerFrame } from './codec.ts';
export { clientTypes, codes, Id, RoomName } from './frames.ts';
export { limits } from './limits.ts';
export { cleanName } from './names.ts';
export type { Decoded, Heard, Refused } from './codec.ts';
export type { ClientFrame, Code, Frame, Message, Person, ServerFrame } from './frames.ts';
