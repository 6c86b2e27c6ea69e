import { refusals } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { isSameLog, start } from './timeline.ts';
import type { Cursor, History, Refused } from '@arc-chat/protocol';
import type { Outbox } from './ports.ts';
import type { Outcome, Ready } from './requests.ts';

/** A seat, as far as the drain needs it. */
export interface Link {
  readonly isSeated: boolean;
  /** The newest row that is known to exist. */
  readonly newest: Cursor;
  /** Sends a message once. It is settled when its row is seen in the log. */
  say(entry: Ready): Promise<Outcome>;
  /** The rows above a cursor; undefined without an answer. */
  page(after: Cursor): Promise<History | undefined>;
  /** Ends early when the socket is gone. */
  pause(ms: number): Promise<unknown>;
  /** Fetches the rows that are missing on the screen, and starts over if the log is a new one. */
  ask(): Promise<void>;
}

/**
 * Says the messages in a room's outbox, one after the other, until none is left or the socket is gone.
 *
 * The order of the steps makes it exactly once. The floor is stored before the first attempt leaves. It moves only over
 * inspected rows. The entry is read again before every attempt, since another tab may have sent, settled or discarded it.
 */
export async function drain(outbox: Outbox, room: string, link: Link): Promise<void> {
  let attempt = 0;
  while (link.isSeated) {
    const next = (await outbox.all(room)).find((entry) => !entry.failed);
    if (!next) return;
    const entry = await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? link.newest }));
    if (!entry?.floor || entry.failed || !link.isSeated) continue;

    const ready = { ...entry, floor: entry.floor };
    const outcome = await link.say(ready);
    if (outcome === 'settled') {
      await outbox.remove(entry.key);
      attempt = 0;
    } else if (outcome === 'silence') {
      // The frame was lost, or the socket is dead. A question tells which.
      void link.ask();
    } else if (outcome !== 'gone') attempt = await heed(outbox, link, ready, outcome, attempt);
  }
}

/** Does as a refusal says. @returns the number of attempts that were put off in a row */
async function heed(outbox: Outbox, link: Link, entry: Ready, refused: Refused, attempt: number): Promise<number> {
  const { code, retryAfterMs = backoff(attempt) } = refused;
  const { effect } = refusals[code];
  switch (effect) {
    case 'fail':
      await outbox.update(entry.key, (it) => ({ ...it, failed: code }));
      return 0;
    case 'resync':
      await catchUp(outbox, link, entry);
      return attempt;
    case 'restart':
      await toStart(outbox, link, entry.key);
      await link.pause(retryAfterMs);
      return attempt + 1;
    // After `reconnect` the socket is closed, so the pause ends at once.
    case 'reconnect':
    case 'wait':
      await link.pause(retryAfterMs);
      return attempt + 1;
    default:
      return effect satisfies never;
  }
}

/** Moves a floor to the start. No row is below it, in any log; the server then has more rows to search. */
async function toStart(outbox: Outbox, link: Link, key: number): Promise<void> {
  await outbox.update(key, (it) => ({ ...it, floor: start }));
  void link.ask();
}

/** Moves an entry's floor up over rows without its id, to the end of the log or until a row has its id. */
async function catchUp(outbox: Outbox, link: Link, { key, id, floor }: Ready): Promise<void> {
  for (let reached = floor; ;) {
    const page = await link.page(reached);
    if (!page) return;
    if (!isSameLog(reached, page)) return toStart(outbox, link, key);
    let { after } = reached;
    for (const row of page.messages) {
      // A page is no snapshot: a row that is missing here may have the id, so rows above it do not count.
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
