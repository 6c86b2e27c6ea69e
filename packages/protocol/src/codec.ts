import * as v from 'valibot';
import { ClassicFrame, ClientFrame, clientTypes, Id, RoomName, ServerFrame } from './frames.ts';
import { limits } from './limits.ts';
import type { Code, Frame } from './frames.ts';

export type Refused = Frame<ServerFrame, 'refused'>;
export type Heard = ClientFrame | { type: 'classic'; text: string };
export type Decoded<T> = { ok: true; frame: T } | { ok: false; refused: Refused };

/** The size of a text in UTF-8, which is what every limit in bytes is about. */
export const byteLength = (text: string) => new TextEncoder().encode(text).length;

/** The value of a JSON text; undefined, which JSON cannot say, where it is none. */
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

/** A refusal that names what it can of the frame it refuses, so that its sender can tell which one it was. */
function refusal(value: unknown, code: Code, text: string): Decoded<never> {
  const named = v.safeParse(Named, value);
  const { room, type, id } = named.success ? named.output : {};
  return {
    ok: false,
    refused: { type: 'refused', ...(room && { room }), ...(type && { of: type }), ...(id && { id }), code, text },
  };
}

/** Reads what a client sent, whatever it is. Never throws. */
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

/** What API Gateway itself says when a function failed. It has no type and no code of ours. */
const GatewayError = v.object({ message: v.string(), connectionId: v.string(), requestId: v.string() });

/** Reads what the server sent. Never throws; what is not a frame is undefined, so that a newer server can say more. */
export function decodeServerFrame(data: unknown): ServerFrame | undefined {
  const value = typeof data === 'string' ? parse(data) : undefined;
  if (v.is(GatewayError, value)) return { type: 'refused', code: 'internal', text: value.message };
  const parsed = v.safeParse(ServerFrame, value);
  return parsed.success ? parsed.output : undefined;
}

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

/** @throws RangeError for a frame that API Gateway would not take: a bug, for whoever builds a frame makes it fit. */
export function encodeServerFrame(frame: ServerFrame): string {
  const text = JSON.stringify(frame);
  const size = byteLength(text);
  if (size > limits.serverFrameBytes) throw new RangeError(`a ${frame.type} of ${size} bytes does not fit in a frame`);
  return text;
}
