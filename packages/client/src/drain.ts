import { effects } from '@arc-chat/protocol';
import { backoff } from './backoff.ts';
import { amend, fail, nextOf, settle, toStart } from './entry.ts';
import { isSameLog } from './timeline.ts';
import type { Cursor, History, Refused } from '@arc-chat/protocol';
import type { Outbox } from './ports.ts';
import type { Outcome, Ready } from './requests.ts';

/** A seat, as far as the drain needs it. */
export interface Link {
  readonly isSeated: boolean;
  /** The newest row that is known to exist. */
  readonly newest: Cursor;
  /** Sends an entry once. @returns its row, when that is seen in the log */
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
    const next = nextOf(await outbox.all(room));
    if (!next) return;
    const entry = await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? link.newest }));
    if (!entry?.floor || entry.failed || !link.isSeated) continue;

    const ready = { ...entry, floor: entry.floor };
    const outcome = await link.say(ready);
    if (typeof outcome === 'object' && 'seq' in outcome) {
      await settle(outbox, ready, outcome, link.newest.log);
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
  const effect = effects[code];
  switch (effect) {
    case 'fail':
      await fail(outbox, entry, code);
      return 0;
    case 'resync':
      await catchUp(outbox, link, entry);
      return attempt;
    case 'restart':
      await toStart(outbox, entry);
      void link.ask();
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

/** Moves an entry's floor up over rows without its id, to the end of the log or until a row has its id. */
async function catchUp(outbox: Outbox, link: Link, entry: Ready): Promise<void> {
  for (let reached = entry.floor; ;) {
    const page = await link.page(reached);
    if (!page) return;
    if (!isSameLog(reached, page)) {
      await toStart(outbox, entry);
      return void link.ask();
    }
    let { after } = reached;
    for (const row of page.messages) {
      // A page is no snapshot: a row that is missing here may have the id, so rows above it do not count.
      if (row.seq !== after + 1) break;
      if (row.id === entry.id) return settle(outbox, entry, row, page.log);
      after = row.seq;
    }
    if (after === reached.after) return;
    reached = { log: page.log, after };
    const moved = reached;
    await amend(outbox, entry, (it) => ({ ...it, floor: moved }));
    if (!page.more) return;
  }
}
