import type { Code } from '@arc-chat/protocol';
import type { Cursor } from './timeline.ts';

/** A message that is not known to be in the log yet. */
export interface Entry {
  /** The order in which they were written, in every tab of a browser. */
  key: number;
  id: string;
  room: string;
  text: string;
  /** When it was written, by this machine's clock. */
  at: number;
  /** Its id stands nowhere at or below this row. Undefined until it is sent for the first time. */
  floor: Cursor | undefined;
  /** Why the server will not have it. A person decides what becomes of it; the next message does not wait. */
  failed: Code | undefined;
}

/** Where entries outlive a page. Each call is atomic, for every tab of a browser, and durable once it is answered. */
export interface Outbox {
  add(entry: Omit<Entry, 'key'>): Promise<Entry>;
  /** The entries of a room, in their order. */
  all(room: string): Promise<Entry[]>;
  /** The entry as it is now; undefined where there is none. */
  update(key: number, change: (entry: Entry) => Entry): Promise<Entry | undefined>;
  remove(key: number): Promise<void>;
}

/** For a bot, and for tests: it lasts as long as the process. */
export function memoryOutbox(): Outbox {
  const entries = new Map<number, Entry>();
  let last = 0;
  return {
    async add(entry) {
      const added = { ...entry, key: ++last };
      entries.set(added.key, added);
      return added;
    },
    async all(room) {
      return [...entries.values()].filter((entry) => entry.room === room);
    },
    async update(key, change) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const changed = change(entry);
      entries.set(key, changed);
      return changed;
    },
    async remove(key) {
      entries.delete(key);
    },
  };
}
