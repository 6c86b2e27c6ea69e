import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@arc-chat/protocol';

/** What one person wrote, in the order in which it came to be safe in their browser. */
export interface Written {
  person: string;
  room: string;
  texts: string[];
  /** Whether they are promised that order. Two tabs are not, where the browser has no locks. */
  isOrdered: boolean;
  /** What is in their outbox still: late, but not lost. */
  waiting: string[];
}

/** What somebody sees of a room. */
export interface View {
  who: string;
  room: string;
  messages: readonly Message[];
}

export interface Verdict {
  sent: number;
  lost: string[];
  doubled: string[];
  reordered: string[];
  /** Whatever else is not as it was promised. */
  wrong: string[];
}

/** How many times each of them is there. */
function count(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function difference({ who, room, messages }: View, log: readonly Message[]): string[] {
  if (isDeepStrictEqual(messages, log)) return [];
  const at = log.findIndex((row, i) => !isDeepStrictEqual(row, messages[i]));
  const seen = messages[at === -1 ? log.length : at];
  const sees = seen ? `${seen.seq} "${seen.text}"` : 'nothing';
  return [`${who} sees ${messages.length} messages in ${room} instead of ${log.length}; in place ${at + 1}, ${sees}`];
}

/**
 * Judges a run by the promise: what was written is in the log exactly once, each person's in the order in which they
 * wrote it, and everybody sees that very log.
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
    if (ids.length > 0) verdict.wrong.push(`${ids.length} ids stand in ${room} more than once: ${ids[0]?.[0]}, …`);
  }
  for (const view of views) verdict.wrong.push(...difference(view, logs.get(view.room) ?? []));
  return verdict;
}
