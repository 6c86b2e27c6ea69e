import type { Code } from '@arc-chat/protocol';

/** What people read; what programs read is the code. */
const texts: Record<Code, string> = {
  'bad-frame': 'Not a frame of this protocol.',
  'too-long': 'The text is too long.',
  'too-large': 'The frame is too large.',
  'not-seated': 'This socket has no seat in this room. Open another one.',
  'slow-down': 'Too many messages in a short time. Wait a moment.',
  flood: 'Far too many frames in a short time. The socket is closed.',
  resync: 'Too much was said since this message was written. Read it, then say it again.',
  'new-log': 'The history of this room is another one now. Start over.',
  busy: 'Many people are saying something at once. Try again.',
  internal: 'Something went wrong on our side. Try again.',
};

/** Ends the handling of a frame; the sender is told why. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: Code;
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, retryAfterMs?: number) {
    super(texts[code]);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
