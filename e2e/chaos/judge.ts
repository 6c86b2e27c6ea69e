import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '@arc-chat/client';
import type { Message } from '@arc-chat/protocol';

/** What one person wrote. */
export interface Written {
  person: string;
  room: string;
  /** The messages and removals that the browser stored, in that order. A removal has no text. */
  entries: readonly Pick<Entry, 'id' | 'text' | 'removes'>[];
  /** The texts that the app reported as stored. They would be lost if they were not. */
  reported: readonly string[];
  /** Whether the log has to keep the order. It need not for two tabs in a browser without Web Locks. */
  isOrdered: boolean;
  /** The ids that are still in the outbox: late, but not lost. */
  waiting: readonly string[];
}

/** The messages of a room that one page shows. */
export interface View {
  who: string;
  room: string;
  messages: readonly Message[];
}

export interface Verdict {
  /** The number of messages that people wrote. */
  sent: number;
  /** The number of messages that were removed. */
  removed: number;
  /** Messages and removals that are neither in the log nor in an outbox. */
  lost: string[];
  /** Messages and removals that are in the log more than once. */
  doubled: string[];
  /** Messages and removals that are in the log behind another that the same person wrote later. */
  reordered: string[];
  /** All other errors, each as a sentence. */
  wrong: string[];
}

/** Counts how often each item occurs. */
function count<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function difference({ who, room, messages }: View, log: readonly Message[]): string[] {
  if (isDeepStrictEqual(messages, log)) return [];
  const found = log.findIndex((row, i) => !isDeepStrictEqual(row, messages[i]));
  // A view that agrees with the whole log differs by the messages after it.
  const at = found === -1 ? log.length : found;
  const seen = messages[at];
  const shown = seen ? `message ${seen.seq} "${seen.text}"` : 'nothing';
  const counts = `${messages.length} messages in ${room}, and the log has ${log.length}`;
  return [`${who} sees ${counts}; at place ${at + 1}, the first difference, the page shows ${shown}`];
}

const nameOf = ({ text, removes }: Pick<Entry, 'text' | 'removes'>) =>
  removes === undefined ? text : `the removal of ${removes}`;

/** The errors of one room's log, each as a sentence. Rows are compared with what people wrote by their id. */
function wrongIn(room: string, log: readonly Message[], written: readonly Written[]): string[] {
  const entries = new Map(written.flatMap((it) => it.entries.map((entry) => [entry.id, entry])));
  const removed = new Set(log.map(({ removes }) => removes));
  return log.flatMap((row, i) => {
    const { seq, id, user, text, removes } = row;
    const entry = entries.get(id);
    const errors: string[] = [];
    if (seq !== i + 1 && (log[i - 1]?.seq ?? 0) === i) errors.push(`the log of ${room} has a gap at ${i + 1}`);
    if (!entry) errors.push(`nobody in ${room} wrote ${seq} "${text}"`);
    else if (text !== (removed.has(seq) ? '' : entry.text) || removes !== entry.removes) {
      const fate = removed.has(seq) ? ', then removed it' : '';
      errors.push(`${seq} in ${room} is "${nameOf(row)}", and its author wrote "${nameOf(entry)}"${fate}`);
    }
    const target = removes === undefined ? undefined : log.find((it) => it.seq === removes);
    if (removes !== undefined && (target?.user !== user || target.removes !== undefined)) {
      errors.push(`${seq} in ${room} removes ${removes}, which is no message of its author`);
    }
    return errors;
  });
}

/**
 * Judges a run by the promise in README.md: every message and every removal is in the log exactly once, those of one
 * person are in the order in which they were written, a removed message has no text, and every view shows exactly the log.
 */
export function judge(written: Written[], logs: ReadonlyMap<string, readonly Message[]>, views: View[]): Verdict {
  const verdict: Verdict = { sent: 0, removed: 0, lost: [], doubled: [], reordered: [], wrong: [] };
  for (const [room, log] of logs) {
    const here = written.filter((it) => it.room === room);
    const counts = count(log.map(({ id }) => id));
    for (const { entries, reported, waiting, isOrdered } of here) {
      const texts = new Set(entries.map(({ text }) => text));
      verdict.sent += entries.filter(({ removes }) => removes === undefined).length;
      verdict.lost.push(...reported.filter((text) => !texts.has(text)));
      verdict.lost.push(...entries.filter(({ id }) => !counts.has(id) && !waiting.includes(id)).map(nameOf));
      verdict.doubled.push(...entries.filter(({ id }) => (counts.get(id) ?? 0) > 1).map(nameOf));
      if (!isOrdered) continue;
      const places = new Map(entries.map(({ id }, i) => [id, i]));
      const own = log.flatMap(({ id }) => places.get(id) ?? []);
      const late = own.filter((place, i) => place < (own[i - 1] ?? -1));
      verdict.reordered.push(...late.flatMap((place) => entries[place] ?? []).map(nameOf));
    }
    verdict.removed += log.filter(({ removes }) => removes !== undefined).length;
    verdict.wrong.push(...wrongIn(room, log, here));
  }
  for (const view of views) verdict.wrong.push(...difference(view, logs.get(view.room) ?? []));
  return verdict;
}
