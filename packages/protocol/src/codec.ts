import * as v from 'valibot';
import { ClassicFrame, ClientFrame, clientTypes, Id, RoomName, ServerFrame } from './frames.ts';
import { limits } from './limits.ts';
import type { Frame } from './frames.ts';
import type { Code } from './refusals.ts';

export type Refused = Frame<ServerFrame, 'refused'>;
export type Heard = ClientFrame | { type: 'classic'; text: string };
export type Decoded<T> = { ok: true; frame: T } | { ok: false; refused: Refused };

/** The size of a text in UTF-8. Every limit in bytes means this size. */
export const byteLength = (text: string) => new TextEncoder().encode(text).length;

/** The value of a JSON text; undefined, a value that JSON lacks, for any other text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Named = v.object({
  room: v.fallback(v.optional(RoomName), undefined),
  type: v.fallback(v.optional(v.picklist(clientTypes)), undefined),
  id: v.fallback(v.optional(Id), undefined),
});

/** Names the room, type and id of the refused frame where they can be read, so that its sender can find it. */
function refusal(value: unknown, code: Code, text: string): Decoded<never> {
  const named = v.safeParse(Named, value);
  const { room, type, id } = named.success ? named.output : {};
  return {
    ok: false,
    refused: { type: 'refused', ...(room && { room }), ...(type && { of: type }), ...(id && { id }), code, text },
  };
}

/** Reads data from a client. Never throws: data that is no frame becomes the refusal for its sender. */
export function decodeClientFrame(data: unknown): Decoded<Heard> {
  if (typeof data !== 'string') return refusal(null, 'bad-frame', 'A frame is text.');
  if (data.length > limits.clientFrameBytes || byteLength(data) > limits.clientFrameBytes) {
    return refusal(null, 'too-large', `A frame has at most ${limits.clientFrameBytes} bytes.`);
  }
  const value = parse(data);
  const isClassic = typeof value === 'object' && value !== null && !('type' in value) && 'text' in value;
  const parsed = isClassic ? v.safeParse(ClassicFrame, value) : v.safeParse(ClientFrame, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = v.getDotPath(issue);
    return refusal(value, 'bad-frame', `Not a frame of this protocol: ${place ?? 'the whole'} is not as expected.`);
  }
  const frame = 'type' in parsed.output ? parsed.output : { type: 'classic' as const, text: parsed.output.text };
  if ('text' in frame && (frame.text.length > limits.textCharacters || byteLength(frame.text) > limits.textBytes)) {
    return refusal(
      value,
      'too-long',
      `A text has at most ${limits.textCharacters} characters and ${limits.textBytes} bytes.`,
    );
  }
  return { ok: true, frame };
}

/** API Gateway's own message when a function failed. It has neither a type nor one of our codes. */
const GatewayError = v.object({ message: v.string(), connectionId: v.string(), requestId: v.string() });

/** Reads data from the server. Never throws: an unknown frame is undefined, so a newer server can send more types. */
export function decodeServerFrame(data: unknown): ServerFrame | undefined {
  const value = typeof data === 'string' ? parse(data) : undefined;
  const fault = v.safeParse(GatewayError, value);
  if (fault.success) return { type: 'refused', code: 'internal', text: fault.output.message };
  const parsed = v.safeParse(ServerFrame, value);
  return parsed.success ? parsed.output : undefined;
}

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

/** @throws RangeError for a frame that API Gateway would not take. That is a bug: each frame is built to fit. */
export function encodeServerFrame(frame: ServerFrame): string {
  const text = JSON.stringify(frame);
  const size = byteLength(text);
  if (size > limits.serverFrameBytes) throw new RangeError(`a ${frame.type} of ${size} bytes does not fit in a frame`);
  return text;
}
