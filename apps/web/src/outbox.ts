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

/** Browsers forbid a database by an exception or by an error event: `async` makes both a rejection. */
async function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open('arc-chat', 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore('outbox', { keyPath: 'key', autoIncrement: true });
    store.createIndex('room', 'room');
  };
  return answerOf(opening);
}

let database: Promise<IDBDatabase> | undefined;

/** Opens the database at the first call, and again after a failure or after the browser cleared it. */
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

/** Runs one transaction. It resolves once the data is on the disk, and not only in the system's memory. */
async function change<T>(steps: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const transaction = (await open()).transaction('outbox', 'readwrite', { durability: 'strict' });
  const [result] = await Promise.all([steps(transaction.objectStore('outbox')), completed(transaction)]);
  return result;
}

const read = async () => (await open()).transaction('outbox').objectStore('outbox');

/** Each message has its own record: two tabs never write one list. Keys count up: they are the order across tabs. */
const stored: Outbox = {
  add: (entry) => change(async (store) => ({ ...entry, key: Number(await answerOf(store.add(entry))) })),

  all: async (room): Promise<Entry[]> => answerOf((await read()).index('room').getAll(room)),

  update: (key, alter) =>
    change(async (store) => {
      const entry: Entry | undefined = await answerOf(store.get(key));
      const altered = entry && alter(entry);
      if (altered) await answerOf(store.put(altered));
      else await answerOf(store.delete(key));
      return altered;
    }),
};

/** Without a database, messages last as long as the page. Opening has no timeout, so a slow disk loses no message. */
const kept: Promise<Outbox> = open().then(
  () => stored,
  () => memoryOutbox(),
);

/** The outbox of this browser. */
export const outbox: Outbox = {
  add: async (entry) => (await kept).add(entry),
  all: async (room) => (await kept).all(room),
  update: async (key, alter) => (await kept).update(key, alter),
};

/** The rooms with unsent messages, perhaps from an earlier visit. */
export async function roomsWithUnsent(): Promise<string[]> {
  const entries: Entry[] = await read().then(
    (store) => answerOf(store.getAll()),
    () => [],
  );
  return [...new Set(entries.map(({ room }) => room))];
}
