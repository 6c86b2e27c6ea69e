import { memoryOutbox } from '@arc-chat/client';
import type { Entry, Outbox } from '@arc-chat/client';

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** One record a message: two tabs never write the same list. Keys count up, which is the order over all tabs. */
function storedOutbox(db: IDBDatabase): Outbox {
  /** One transaction, durable once it is answered: not only in the system's memory, but on the disk. */
  async function change<T>(steps: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = db.transaction('outbox', 'readwrite', { durability: 'strict' });
    const [result] = await Promise.all([steps(transaction.objectStore('outbox')), completed(transaction)]);
    return result;
  }

  return {
    add: (entry) => change(async (store) => ({ ...entry, key: Number(await answerOf(store.add(entry))) })),

    all: (room): Promise<Entry[]> =>
      answerOf(db.transaction('outbox').objectStore('outbox').index('room').getAll(room)),

    update: (key, alter) =>
      change(async (store) => {
        const entry: Entry | undefined = await answerOf(store.get(key));
        const altered = entry && alter(entry);
        if (altered) await answerOf(store.put(altered));
        return altered;
      }),

    remove: (key) => change((store) => answerOf(store.delete(key))),
  };
}

/** Some browsers never answer where they may not store. */
const tooLate = () => new Promise<never>((_, reject) => setTimeout(reject, 3000, new Error('no database')));

/** The outbox of this browser. Where it may keep nothing, messages last as long as the page does. */
export async function openOutbox(): Promise<Outbox> {
  try {
    const opening = indexedDB.open('arc-chat', 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore('outbox', { keyPath: 'key', autoIncrement: true });
      store.createIndex('room', 'room');
    };
    return storedOutbox(await Promise.race([answerOf(opening), tooLate()]));
  } catch {
    return memoryOutbox();
  }
}
