/**
 * The effect of a refusal on a client. `fail`: a person has to change the message. `wait`: send the same again, later.
 * `resync`: inspect the rows above the floor first. `restart`: the log is a new one, begin at its start. `reconnect`:
 * this socket is of no use any more.
 */
type Effect = 'fail' | 'wait' | 'resync' | 'restart' | 'reconnect';

/** Every refusal: the code is for programs, `text` for people, `effect` for clients. */
export const refusals = {
  'bad-frame': { text: 'Not a frame of this protocol.', effect: 'fail' },
  'too-long': { text: 'The text is too long.', effect: 'fail' },
  'too-large': { text: 'The frame is too large.', effect: 'fail' },
  'not-seated': { text: 'This socket has no seat in this room. Open another one.', effect: 'reconnect' },
  'slow-down': { text: 'Too many messages in a short time. Wait a moment.', effect: 'wait' },
  flood: { text: 'Far too many frames in a short time. The socket is closed.', effect: 'reconnect' },
  resync: { text: 'Many messages came in since this one was written. Read them, then say it again.', effect: 'resync' },
  'new-log': { text: 'This room has a new history. Start over.', effect: 'restart' },
  busy: { text: 'Many people are saying something at once. Try again.', effect: 'wait' },
  internal: { text: 'Something went wrong on our side. Try again.', effect: 'wait' },
} as const satisfies Record<string, { text: string; effect: Effect }>;

export type Code = keyof typeof refusals;

const isCode = (name: string): name is Code => Object.hasOwn(refusals, name);
export const codes: Code[] = Object.keys(refusals).filter(isCode);
