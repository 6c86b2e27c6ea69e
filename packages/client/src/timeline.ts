import type { Cursor, Frame, History, Message, ServerFrame } from '@arc-chat/protocol';

type Said = Frame<ServerFrame, 'said'>;
type Page = Frame<ServerFrame, 'page'>;
type Welcome = Frame<ServerFrame, 'welcome'>;

/** The start of any log. */
export const start: Cursor = { log: null, after: 0 };

/** The known rows of a room's log, in order and each once. Rows that are lost or on their way leave holes. */
export interface Timeline {
  log: string | null;
  messages: readonly Message[];
  /** The `seq` of the newest row that is known to exist. */
  newest: number;
  /** There are rows below the first message. */
  hasOlder: boolean;
}

export const emptyTimeline: Timeline = { log: null, messages: [], newest: 0, hasOlder: false };

/** The end of the rows without a hole. If there is nothing older, they have to begin with row 1. */
export function cursorOf({ log, messages, hasOlder }: Timeline): Cursor {
  const [first] = messages;
  const below = first && hasOlder ? first.seq - 1 : 0;
  const hole = messages.findIndex(({ seq }, i) => seq !== below + 1 + i);
  const after = below + (hole === -1 ? messages.length : hole);
  return after === 0 ? start : { log, after };
}

/** Rows are missing: between the messages, below the first or above the last. */
export const hasHole = (timeline: Timeline): boolean => cursorOf(timeline).after < timeline.newest;

/** The answer comes from the log of the cursor. `(null, 0)` is in every log. */
export const isSameLog = (asked: Cursor, answer: Pick<History, 'log' | 'seq'>): boolean =>
  asked.after === 0 || (answer.log === asked.log && answer.seq >= asked.after);

/** The answer continues the messages that are shown. Otherwise the room has a new history. */
export const isContinuation = ({ log }: Timeline, asked: Cursor, answer: Pick<History, 'log' | 'seq'>): boolean =>
  isSameLog(asked, answer) && (log === null || log === answer.log);

function merge(timeline: Timeline, log: string | null, rows: readonly Message[], seq: number): Timeline {
  const messages = withRows(timeline.messages, rows);
  return { ...timeline, log, messages, newest: Math.max(timeline.newest, seq, messages.at(-1)?.seq ?? 0) };
}

function withRows(messages: readonly Message[], rows: readonly Message[]): readonly Message[] {
  const last = messages.at(-1)?.seq ?? 0;
  // The usual case: the rows continue the messages, and nothing was removed.
  const continues = rows.every(({ seq, text }, i) => seq === (rows[0]?.seq ?? 0) + i && seq > last && text !== '');
  if (continues) return [...messages, ...rows];
  const known = new Set(messages.map((message) => message.seq));
  const all = [...messages, ...rows.filter((row) => !known.has(row.seq))].toSorted((a, b) => a.seq - b.seq);
  // A row never changes, but for its text, which can be removed. A text that was on its way does not come back.
  const removed = new Set([...messages, ...rows].map(({ seq, text, removes }) => (text === '' ? (removes ?? seq) : 0)));
  return all.map((message) => (removed.has(message.seq) && message.text !== '' ? { ...message, text: '' } : message));
}

/** The message is from the log that is shown. Otherwise ask the server, and change nothing yet. */
export const belongs = (timeline: Timeline, { log }: Said): boolean => timeline.log === null || timeline.log === log;

export function mergeSaid(timeline: Timeline, frame: Said): Timeline {
  const { type: _, room: __, log, ...message } = frame;
  return belongs(timeline, frame) ? merge(timeline, log, [message], message.seq) : timeline;
}

/** The answer to a hello. If it does not continue from the cursor, it replaces the messages. */
export function mergeWelcome(
  timeline: Timeline,
  asked: Cursor | undefined,
  { log, seq, messages, more }: Welcome,
): Timeline {
  if (asked && isContinuation(timeline, asked, { log, seq })) return merge(timeline, log, messages, seq);
  // A hello with the cursor 0 gets the oldest page: the rows that remain are newer.
  return { log, messages: withRows([], messages), newest: seq, hasOlder: more && asked?.after !== 0 };
}

/** The answer to a question about newer rows; undefined if the room has a new log. */
export function mergeNewer(timeline: Timeline, asked: Cursor, { log, seq, messages }: Page): Timeline | undefined {
  return isContinuation(timeline, asked, { log, seq }) ? merge(timeline, log, messages, seq) : undefined;
}

/** The answer to a question about older rows; undefined if the room has a new log. */
export function mergeOlder(timeline: Timeline, { log, seq, messages, more }: Page): Timeline | undefined {
  if (log !== timeline.log) return undefined;
  return { ...merge(timeline, log, messages, seq), hasOlder: more };
}
