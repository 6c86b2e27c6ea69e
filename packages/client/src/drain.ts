import { isSameLog, start } from './timeline.ts';
import type { Code, Message, Refused } from '@arc-chat/protocol';
import type { Entry, Outbox } from './outbox.ts';
import type { Cursor } from './timeline.ts';

/** What became of one attempt. `silence`: no answer in time, so that nothing is known; `gone`: the socket is. */
export type Outcome = { type: 'settled' } | { type: 'silence' } | { type: 'gone' } | Refused;

/** A socket that was welcomed, as far as the sender needs it. */
export interface Link {
  isOpen(): boolean;
  /** The newest cursor that is known. */
  cursor(): Cursor;
  /** Says it, and answers when a row with its id was seen, or it was refused, or nothing came. */
  say(entry: Entry & { floor: Cursor }): Promise<Outcome>;
  /** The rows above a cursor; undefined where no answer came. */
  page(after: Cursor): Promise<{ log: string | null; seq: number; messages: Message[]; more: boolean } | undefined>;
  wait(ms: number): Promise<void>;
  /** How long to wait before the nth attempt in a row that was put off. */
  backoff(attempt: number): number;
  /** The log is another one: whoever shows it has to look. */
  onNewLog(): void;
}

/** What a person has to change before it can be said. */
const isFinal = (code: Code) => code === 'bad-frame' || code === 'too-long' || code === 'too-large';

/**
 * Says what is in a room's outbox, one after the other, until nothing is left or the socket is gone.
 *
 * The order of the steps is what makes it exactly once: the floor is stored before the first attempt leaves, it moves
 * only over rows that were inspected, and the entry is read again before every attempt, since another tab may have
 * sent, settled or discarded it.
 */
export async function drain(outbox: Outbox, room: string, line: Link): Promise<void> {
  let attempt = 0;
  while (line.isOpen()) {
    const next = (await outbox.all(room)).find((entry) => !entry.failed);
    if (!next) return;
    const entry = await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? line.cursor() }));
    if (!entry?.floor || entry.failed || !line.isOpen()) continue;

    const outcome = await line.say({ ...entry, floor: entry.floor });
    if (outcome.type === 'settled') {
      await outbox.remove(entry.key);
      attempt = 0;
    } else if (outcome.type === 'refused') {
      attempt = await heed(outbox, line, { ...entry, floor: entry.floor }, outcome, attempt);
    }
  }
}

/** Does what a refusal asks for. @returns how many attempts in a row were put off by now */
async function heed(
  outbox: Outbox,
  line: Link,
  entry: Entry & { floor: Cursor },
  { code, retryAfterMs }: Refused,
  attempt: number,
): Promise<number> {
  if (isFinal(code)) {
    await outbox.update(entry.key, (it) => ({ ...it, failed: code }));
    return 0;
  }
  if (code === 'resync') {
    await catchUp(outbox, line, entry);
    return attempt;
  }
  if (code === 'new-log') {
    // From the start of any log is always right; it only takes longer to search.
    await outbox.update(entry.key, (it) => ({ ...it, floor: start }));
    line.onNewLog();
  }
  await line.wait(retryAfterMs ?? line.backoff(attempt));
  return attempt + 1;
}

/** Moves an entry's floor up over rows that do not have its id, until there are none left or one has. */
async function catchUp(outbox: Outbox, line: Link, { key, id, floor }: Entry & { floor: Cursor }): Promise<void> {
  for (let reached = floor; ;) {
    const page = await line.page(reached);
    if (!page) return;
    if (!isSameLog(reached, page)) {
      await outbox.update(key, (it) => ({ ...it, floor: start }));
      line.onNewLog();
      return;
    }
    let { after } = reached;
    for (const row of page.messages) {
      // A page is no snapshot: what comes after a hole was not inspected in order, and does not count.
      if (row.seq !== after + 1) break;
      if (row.id === id) return outbox.remove(key);
      after = row.seq;
    }
    if (after === reached.after) return;
    reached = { log: page.log, after };
    const moved = reached;
    await outbox.update(key, (it) => ({ ...it, floor: moved }));
    if (!page.more) return;
  }
}
