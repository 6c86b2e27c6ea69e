import type { Frame, Message, ServerFrame } from '@arc-chat/protocol';

type Said = Frame<ServerFrame, 'said'>;
type Page = Frame<ServerFrame, 'page'>;
type Welcome = Frame<ServerFrame, 'welcome'>;

/** A place in a log: all rows up to `after` are known, or inspected. `(null, 0)` is the start of any log. */
export interface Cursor {
  log: string | null;
  after: number;
}

export const start: Cursor = { log: null, after: 0 };

/** What is known of a room's log: rows in order, each once, with holes where frames were lost or are on their way. */
export interface Timeline {
  log: string | null;
  messages: readonly Message[];
  /** The newest row that is known to exist. */
  newest: number;
  /** Older rows remain below the first message. */
  hasOlder: boolean;
}

export const emptyTimeline: Timeline = { log: null, messages: [], newest: 0, hasOlder: false };

/** How far the messages go without a hole. Where nothing older remains, they have to begin with the log's first row. */
export function cursorOf({ log, messages, hasOlder }: Timeline): Cursor {
  const [first] = messages;
  const below = first && hasOlder ? first.seq - 1 : 0;
  const hole = messages.findIndex(({ seq }, i) => seq !== below + 1 + i);
  const after = below + (hole === -1 ? messages.length : hole);
  return after === 0 ? start : { log, after };
}

/** Rows are missing between those that are there, or at either end of them. */
export const hasHole = (timeline: Timeline): boolean => cursorOf(timeline).after < timeline.newest;

/** Whether a log that was asked about at a cursor is still the same. `(null, 0)` is good in any. */
export const isSameLog = (asked: Cursor, answer: { log: string | null; seq: number }): boolean =>
  asked.after === 0 || (answer.log === asked.log && answer.seq >= asked.after);

/** Whether an answer goes on from what is shown. Else the room's history is another one. */
export const isContinuation = (
  { log }: Timeline,
  asked: Cursor,
  answer: { log: string | null; seq: number },
): boolean => isSameLog(asked, answer) && (log === null || log === answer.log);

function merge(timeline: Timeline, log: string | null, rows: readonly Message[], seq: number): Timeline {
  const messages = withRows(timeline.messages, rows);
  return { ...timeline, log, messages, newest: Math.max(timeline.newest, seq, messages.at(-1)?.seq ?? 0) };
}

function withRows(messages: readonly Message[], rows: readonly Message[]): readonly Message[] {
  const last = messages.at(-1)?.seq ?? 0;
  // Nearly all that is ever merged comes in order at the end.
  if (rows.every(({ seq }, i) => seq === (rows[0]?.seq ?? 0) + i && seq > last)) return [...messages, ...rows];
  const known = new Set(messages.map((message) => message.seq));
  const fresh = rows.filter((row) => !known.has(row.seq));
  return [...messages, ...fresh].toSorted((a, b) => a.seq - b.seq);
}

/** Whether what is said belongs to the log that is shown. Anything else is a reason to ask, and to change nothing yet. */
export const belongs = (timeline: Timeline, { log }: Said): boolean => timeline.log === null || timeline.log === log;

export function mergeSaid(timeline: Timeline, frame: Said): Timeline {
  const { type: _, room: __, log, ...message } = frame;
  return belongs(timeline, frame) ? merge(timeline, log, [message], message.seq) : timeline;
}

/** The answer to a hello. Where it does not go on from what was asked, it starts over. */
export function mergeWelcome(
  timeline: Timeline,
  asked: Cursor | undefined,
  { log, seq, messages, more }: Welcome,
): Timeline {
  if (asked && isContinuation(timeline, asked, { log, seq })) return merge(timeline, log, messages, seq);
  // Asked from the start, it is the oldest page, and what remains is newer.
  return { log, messages, newest: seq, hasOlder: more && asked?.after !== 0 };
}

/** The answer to a question about what is newer than a cursor; undefined where the log is another one now. */
export function mergeNewer(timeline: Timeline, asked: Cursor, { log, seq, messages }: Page): Timeline | undefined {
  return isContinuation(timeline, asked, { log, seq }) ? merge(timeline, log, messages, seq) : undefined;
}

/** The answer to a question about what is older than the first message; undefined where the log is another one now. */
export function mergeOlder(timeline: Timeline, { log, seq, messages, more }: Page): Timeline | undefined {
  if (log !== timeline.log) return undefined;
  return { ...merge(timeline, log, messages, seq), hasOlder: more };
}
