import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@arc-chat/protocol';

/** The texts that one person wrote, in the order in which their browser stored them. */
export interface Written {
  person: string;
  room: string;
  texts: string[];
  /** Whether the log has to keep that order. It need not for two tabs in a browser without Web Locks. */
  isOrdered: boolean;
  /** The texts that are still in the outbox: late, but not lost. */
  waiting: string[];
}

/** The messages of a room that one page shows. */
export interface View {
  who: string;
  room: string;
  messages: readonly Message[];
}

export interface Verdict {
  /** The number of texts that people wrote. */
  sent: number;
  /** Texts that are neither in the log nor in an outbox. */
  lost: string[];
  /** Texts that are in the log more than once. */
  doubled: string[];
  /** Texts that are in the log behind a text that the same person wrote later. */
  reordered: string[];
  /** All other errors, each as a sentence. */
  wrong: string[];
}

/** Counts how often each item occurs. */
function count(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
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

/**
 * Judges a run by the promise in README.md: every text is in the log exactly once, the texts of one person are in the
 * order in which they were written, and every view shows exactly the log.
 */
export function judge(written: Written[], logs: ReadonlyMap<string, readonly Message[]>, views: View[]): Verdict {
  const verdict: Verdict = { sent: 0, lost: [], doubled: [], reordered: [], wrong: [] };
  for (const [room, log] of logs) {
    const counts = count(log.map(({ text }) => text));
    const here = written.filter((it) => it.room === room);
    const all = here.flatMap(({ texts }) => texts);
    verdict.sent += all.length;
    const waiting = new Set(here.flatMap((it) => it.waiting));
    verdict.lost.push(...all.filter((text) => !counts.has(text) && !waiting.has(text)));
    for (const [text, times] of counts) if (times > 1) verdict.doubled.push(text);
    for (const { texts } of here.filter((it) => it.isOrdered)) {
      const places = new Map(texts.map((text, i) => [text, i]));
      const own = log.flatMap(({ text }) => places.get(text) ?? []);
      verdict.reordered.push(...own.flatMap((place, i) => (place < (own[i - 1] ?? -1) ? (texts[place] ?? []) : [])));
    }
    const known = new Set(all);
    for (const text of counts.keys()) if (!known.has(text)) verdict.wrong.push(`nobody in ${room} wrote "${text}"`);
    const gap = log.findIndex(({ seq }, i) => seq !== i + 1);
    if (gap !== -1) verdict.wrong.push(`the log of ${room} has a gap at ${gap + 1}`);
    const ids = [...count(log.map(({ id }) => id))].filter(([, times]) => times > 1);
    if (ids.length > 0) verdict.wrong.push(`${ids.length} ids are doubled in ${room}, for example ${ids[0]?.[0]}`);
  }
  for (const view of views) verdict.wrong.push(...difference(view, logs.get(view.room) ?? []));
  return verdict;
}
