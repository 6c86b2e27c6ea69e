import { refusalTexts } from '@arc-chat/protocol';
import type { Code } from '@arc-chat/protocol';

/** Ends the handling of a frame. The sender is told the code and its text. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: Code;
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, retryAfterMs?: number) {
    super(refusalTexts[code]);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
