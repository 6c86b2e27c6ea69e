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

/** A browser that forbids it says so in many ways: all of them are a rejection. */
async function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open('arc-chat', 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore('outbox', { keyPath: 'key', autoIncrement: true });
    store.createIndex('room', 'room');
  };
  return answerOf(opening);
}

let database: Promise<IDBDatabase> | undefined;

/** The database, opened when it is first asked for, and anew after it could not be, or after the browser cleared it. */
function open(): Promise<IDBDatabase> {
  database ??= openDatabase().then(
    (db) => {
      db.onclose = () => (database = undefined);
      return db;
    },
    (error: unknown) => {
      database = undefined;
      throw error;
    },
  );
  return database;
}

/** One transaction, durable once it is answered: not only in the system's memory, but on the disk. */
async function change<T>(steps: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const transaction = (await open()).transaction('outbox', 'readwrite', { durability: 'strict' });
  const [result] = await Promise.all([steps(transaction.objectStore('outbox')), completed(transaction)]);
  return result;
}

const read = async () => (await open()).transaction('outbox').objectStore('outbox');

/** One record a message: two tabs never write the same list. Keys count up, which is the order over all tabs. */
const stored: Outbox = {
  add: (entry) => change(async (store) => ({ ...entry, key: Number(await answerOf(store.add(entry))) })),

  all: async (room): Promise<Entry[]> => answerOf((await read()).index('room').getAll(room)),

  update: (key, alter) =>
    change(async (store) => {
      const entry: Entry | undefined = await answerOf(store.get(key));
      const altered = entry && alter(entry);
      if (altered) await answerOf(store.put(altered));
      return altered;
    }),

  remove: (key) => change((store) => answerOf(store.delete(key))),
};

/** Where the browser lets nothing be kept, messages last as long as the page does. However slow it is, nothing is given up. */
const kept: Promise<Outbox> = open().then(
  () => stored,
  () => memoryOutbox(),
);

/** The outbox of this browser. */
export const outbox: Outbox = {
  add: async (entry) => (await kept).add(entry),
  all: async (room) => (await kept).all(room),
  update: async (key, alter) => (await kept).update(key, alter),
  remove: async (key) => (await kept).remove(key),
};

/** The rooms in which something waits to be sent, since an earlier visit perhaps. */
export async function roomsWithUnsent(): Promise<string[]> {
  const entries: Entry[] = await read().then(
    (store) => answerOf(store.getAll()),
    () => [],
  );
  return [...new Set(entries.map(({ room }) => room))];
}
