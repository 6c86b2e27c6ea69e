import type { Entry, Outbox } from './ports.ts';

/** An outbox for bots and tests. Its entries are lost with the process. */
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
      const changed = entry && change(entry);
      if (changed) entries.set(key, changed);
      else entries.delete(key);
      return changed;
    },
  };
}
