import { randomBytes } from 'node:crypto';

/** The kinds of WebSocket frames that the generator meets, RFC 6455 section 5.2. */
export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

/** A client has to mask. The key keeps proxies from misreading a page's bytes, and a generator can use one key. */
const key = randomBytes(4);

/** The bytes of a client's frame. The payload has less than 64 KB. */
export function maskedFrame(payload: Buffer, opcode = opcodes.text): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : 4;
  const frame = Buffer.allocUnsafe(head + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (head === 2 ? length : 126);
  if (head === 4) frame.writeUInt16BE(length, 2);
  key.copy(frame, head);
  for (let i = 0; i < length; i++) frame[head + 4 + i] = (payload[i] ?? 0) ^ (key[i & 3] ?? 0);
  return frame;
}

/** The bytes of a server's text frame. The text has less than 64 KB. */
export function plainFrame(payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126 ? Buffer.from([0x80 | opcodes.text, length]) : Buffer.from([0x80 | opcodes.text, 126, 0, 0]);
  if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}

/**
 * Visits the payload of each whole frame of a server, which does not mask.
 *
 * @returns where the frame begins that is cut at the end
 */
export function walkFrames(bytes: Buffer, visit: (opcode: number, start: number, end: number) => void): number {
  let at = 0;
  for (;;) {
    if (bytes.length - at < 2) return at;
    let length = (bytes[at + 1] ?? 0) & 127;
    const head = length < 126 ? 2 : length === 126 ? 4 : 10;
    if (bytes.length - at < head) return at;
    if (head === 4) length = bytes.readUInt16BE(at + 2);
    if (head === 10) length = Number(bytes.readBigUInt64BE(at + 2));
    const start = at + head;
    if (bytes.length - start < length) return at;
    visit((bytes[at] ?? 0) & 15, start, start + length);
    at = start + length;
  }
}
