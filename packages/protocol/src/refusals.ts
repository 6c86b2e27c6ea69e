/**
 * The effect of a refusal on a message. `fail`: a person has to change it. `wait`: send it again, later. `resync`: inspect
 * the rows above its floor first. `restart`: the log is new, so its floor moves to the start. `reconnect`: the server
 * closes this socket, send it on the next.
 */
type Effect = 'fail' | 'wait' | 'resync' | 'restart' | 'reconnect';

/** Every refusal: the code is for programs, `text` for people, `effect` for clients. The page shows the `fail` texts. */
export const refusals = {
  'bad-frame': { text: 'The server does not understand this message.', effect: 'fail' },
  'too-long': { text: 'The text is too long.', effect: 'fail' },
  'too-large': { text: 'The message is too large.', effect: 'fail' },
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

/**
 * The codes with which `POST /ticket` refuses a ticket to a room, for a while. `blocked`: the operator blocked the person
 * or their network. `room-blocked`: the operator blocked the room. A client asks again, with backoff.
 */
export const doorCodes = ['room-full', 'blocked', 'room-blocked'] as const;

export type DoorCode = (typeof doorCodes)[number];
