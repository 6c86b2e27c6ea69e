/**
 * The effect of a refusal on a message. `fail`: a person has to change it. `wait`: send it again, later. `resync`: inspect
 * the rows above its floor first. `restart`: the log is new, so its floor moves to the start. `reconnect`: the server
 * closes this socket, send it on the next.
 */
type Effect = 'fail' | 'wait' | 'resync' | 'restart' | 'reconnect';

/** The codes of all refusals, for programs. */
export const effects = {
  'bad-frame': 'fail',
  'too-long': 'fail',
  'too-large': 'fail',
  'not-seated': 'reconnect',
  'slow-down': 'wait',
  flood: 'reconnect',
  resync: 'resync',
  'new-log': 'restart',
  'not-yours': 'fail',
  busy: 'wait',
  internal: 'wait',
} as const satisfies Record<string, Effect>;

export type Code = keyof typeof effects;

const isCode = (name: string): name is Code => Object.hasOwn(effects, name);
export const codes: Code[] = Object.keys(effects).filter(isCode);

/** The same for people. The page shows the texts of the refusals that `fail`. */
export const refusalTexts: Record<Code, string> = {
  'bad-frame': 'The server does not understand this message.',
  'too-long': 'The text is too long.',
  'too-large': 'The message is too large.',
  'not-seated': 'This socket has no seat in this room. Open another one.',
  'slow-down': 'Too many messages in a short time. Wait a moment.',
  flood: 'Far too many frames in a short time. The socket is closed.',
  resync: 'Many messages came in since this one was written. Read them, then say it again.',
  'new-log': 'This room has a new history. Start over.',
  'not-yours': 'Only your own messages can be removed.',
  busy: 'Many people are saying something at once. Try again.',
  internal: 'Something went wrong on our side. Try again.',
};

/**
 * The codes with which `POST /ticket` refuses a ticket to a room, for a while. `blocked`: the operator blocked the person
 * or their network. `room-blocked`: the operator blocked the room. A client asks again, with backoff.
 */
export const doorCodes = ['room-full', 'blocked', 'room-blocked'] as const;

export type DoorCode = (typeof doorCodes)[number];

/** The same for people: what is the matter, and what they can do. */
export const doorTexts: Record<DoorCode, string> = {
  'room-full': 'This room is full. You come in as soon as somebody leaves. Until then, you can visit another room.',
  blocked: 'You are blocked in this chat. If you think that this is a mistake, ask the operator.',
  'room-blocked': 'The operator has closed this room, perhaps only for a while. You can visit another room.',
};
