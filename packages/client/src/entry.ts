import { newId } from './new-id.ts';
import { start } from './timeline.ts';
import type { Code, Message } from '@arc-chat/protocol';
import type { Entry, Outbox } from './ports.ts';

/** The entry that is to be sent next, if there is one. */
export function nextOf(entries: Entry[]): Entry | undefined {
  const waiting = entries.filter((entry) => !entry.failed);
  // A message that its author took back does not hold up the others.
  return waiting.find((entry) => !entry.isDiscarded) ?? waiting[0];
}

/** Changes an entry, unless another tab has made a removal of it: nothing that is known of its message holds for that. */
export async function amend(
  outbox: Outbox,
  { key, id }: Entry,
  alter: (entry: Entry) => Entry | undefined,
): Promise<void> {
  await outbox.update(key, (it) => (it.id === id ? alter(it) : it));
}

/**
 * An entry that is in the log leaves the outbox. If its author took the message back meanwhile, it becomes its removal:
 * in one step, so that of several tabs only one makes the removal.
 */
export async function settle(
  outbox: Outbox,
  entry: Entry,
  { seq }: Pick<Message, 'seq'>,
  log: string | null,
): Promise<void> {
  const removal = { id: newId(), text: '', removes: seq, floor: { log, after: seq }, isDiscarded: undefined };
  await amend(outbox, entry, (it) => (it.isDiscarded ? { ...it, ...removal } : undefined));
}

/** The server will not take the entry as it is. Its author decides, unless they took it back already. */
export async function fail(outbox: Outbox, entry: Entry, code: Code): Promise<void> {
  await amend(outbox, entry, (it) => (it.isDiscarded ? undefined : { ...it, failed: code }));
}

/**
 * The log of the floor is gone. Moves the floor to the start: no row is below it, in any log; the server then has more
 * rows to search. A removal ends with its log, and so does a discarded message, unless its floor is the start already.
 */
export async function toStart(outbox: Outbox, entry: Entry): Promise<void> {
  await amend(outbox, entry, (it) => {
    if (it.floor?.log !== entry.floor?.log) return it;
    const { floor, removes, isDiscarded } = it;
    if (removes !== undefined || (isDiscarded && floor?.log)) return undefined;
    return floor ? { ...it, floor: start } : it;
  });
}
