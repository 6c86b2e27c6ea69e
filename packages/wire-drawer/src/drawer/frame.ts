/** Any object: a newer server may send frames that this drawer does not know. */
export type AnyFrame = Record<string, unknown>;

const isObject = (value: unknown): value is AnyFrame => typeof value === 'object' && value !== null;

/** Parses a frame. Other data than a JSON object becomes the `data` of a frame, unchanged. */
export function read(data: unknown): AnyFrame {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    if (isObject(value)) return value;
  } catch {
    // Not JSON.
  }
  return { data: String(data) };
}

/** The string or number under a key, as a string; empty for any other value. */
export const textIn = (frame: AnyFrame, key: string): string => {
  const value = frame[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const listIn = (frame: AnyFrame, key: string): AnyFrame[] => {
  const value: unknown = frame[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

/** The rows of a room's log in a frame. */
export const rowsIn = (frame: AnyFrame): AnyFrame[] => (frame['type'] === 'said' ? [frame] : listIn(frame, 'messages'));

/** The type of a frame. An error frame of API Gateway has no type, but a message. */
export const typeOf = (frame: AnyFrame): string => textIn(frame, 'type') || (textIn(frame, 'message') ? 'error' : '?');

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`;

function history(frame: AnyFrame): string {
  const parts = [`${count(listIn(frame, 'messages').length, 'message')} of ${textIn(frame, 'seq')}`];
  if (frame['more']) parts.push('more to come');
  if (Array.isArray(frame['people']))
    parts.push(frame['people'].length === 1 ? '1 person' : `${frame['people'].length} people`);
  return parts.join(', ');
}

function place(frame: AnyFrame): string {
  if (textIn(frame, 'before')) return `what is before ${textIn(frame, 'before')}?`;
  return textIn(frame, 'after') ? `what is after ${textIn(frame, 'after')}?` : 'what is new?';
}

/** A frame in a few words. */
export function gistOf(frame: AnyFrame): string {
  switch (typeOf(frame)) {
    case 'hello':
      return place(frame);
    case 'page':
      return 'messages' in frame ? history(frame) : place(frame);
    case 'welcome':
      return history(frame);
    case 'say':
      return textIn(frame, 'text');
    case 'said':
      return `${textIn(frame, 'seq')} · ${textIn(frame, 'name')}: ${textIn(frame, 'text')}`;
    case 'refused':
      return `${textIn(frame, 'code')}: ${textIn(frame, 'text')}`;
    case 'typing':
      return textIn(frame, 'name') || 'you';
    default:
      return textIn(frame, 'name') || textIn(frame, 'message') || textIn(frame, 'user') || textIn(frame, 'data');
  }
}

/** The size of a text on the wire, in bytes of UTF-8. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** An address without its ticket: a person could read the ticket from the screen and use it within a minute. */
export const masked = (url: string): string => url.replace(/(ticket=)[^&#]*/g, '$1•••');
