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

/** How far the messages go without a hole. */
export function cursorOf({ log, messages }: Timeline): Cursor {
  const [first] = messages;
  if (!first) return start;
  const hole = messages.findIndex((message, i) => message.seq !== first.seq + i);
  return { log, after: first.seq + (hole === -1 ? messages.length : hole) - 1 };
}

/** Rows are missing between those that are there, or above them. */
export const hasHole = (timeline: Timeline): boolean => cursorOf(timeline).after < timeline.newest;

/** Whether a log that was asked about at a cursor is still the same. `(null, 0)` is good in any. */
export const isSameLog = (asked: Cursor, answer: { log: string | null; seq: number }): boolean =>
  asked.after === 0 || (answer.log === asked.log && answer.seq >= asked.after);

function merge(timeline: Timeline, log: string | null, rows: readonly Message[], seq: number): Timeline {
  const known = new Set(timeline.messages.map((message) => message.seq));
  const fresh = rows.filter((row) => !known.has(row.seq));
  const messages =
    fresh.length > 0 ? [...timeline.messages, ...fresh].toSorted((a, b) => a.seq - b.seq) : timeline.messages;
  return { ...timeline, log, messages, newest: Math.max(timeline.newest, seq, messages.at(-1)?.seq ?? 0) };
}

/** Whether what is said belongs to the log that is shown. Anything else is a reason to ask, and to change nothing yet. */
export const belongs = (timeline: Timeline, { log }: Said): boolean => timeline.log === null || timeline.log === log;

export function said(timeline: Timeline, frame: Said): Timeline {
  const { type: _, room: __, log, ...message } = frame;
  return belongs(timeline, frame) ? merge(timeline, log, [message], message.seq) : timeline;
}

/** The answer to a hello. Asked from a cursor of this very log, it goes on from there; else it starts over. */
export function welcomed(
  timeline: Timeline,
  asked: Cursor | undefined,
  { log, seq, messages, more }: Welcome,
): Timeline {
  if (asked && isSameLog(asked, { log, seq })) return merge(timeline, log, messages, seq);
  return { log, messages, newest: seq, hasOlder: more };
}

/** The answer to a question about what is newer than a cursor; undefined where the log is another one now. */
export function newer(timeline: Timeline, asked: Cursor, { log, seq, messages }: Page): Timeline | undefined {
  if (!isSameLog(asked, { log, seq }) || (timeline.log !== null && log !== timeline.log)) return undefined;
  return merge(timeline, log, messages, seq);
}

/** The answer to a question about what is older than the first message; undefined where the log is another one now. */
export function older(timeline: Timeline, { log, seq, messages, more }: Page): Timeline | undefined {
  if (log !== timeline.log) return undefined;
  return { ...merge(timeline, log, messages, seq), hasOlder: more };
}
