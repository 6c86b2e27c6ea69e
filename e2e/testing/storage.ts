import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import arc from '@architect/functions';
import type { Message } from '@arc-chat/protocol';

/** A random id of 128 bits. */
export const newId = () => randomBytes(16).toString('hex');

/** A seat as the functions write it. */
interface SeatRow {
  room: string;
  connection: string;
  user: string;
  name: string;
  version: number;
  since: number;
  lease: number;
  address: string;
}

interface Tables {
  log: Message & { room: string; log: string };
  seats: SeatRow;
}

/** The database of the one process, if the tests run over it. */
const { DATABASE } = process.env;

/** The sandbox's database, for states that no client can cause: a lost goodbye, a wiped history. */
const tables = () => arc.tables<Tables>();

const allOf = (room: string) => ({
  KeyConditionExpression: '#room = :room',
  ExpressionAttributeNames: { '#room': 'room' },
  ExpressionAttributeValues: { ':room': room },
});

/** A room's rows, oldest first. */
async function rowsIn(room: string): Promise<Tables['log'][]> {
  if (DATABASE) {
    using database = new DatabaseSync(DATABASE);
    const rows = database.prepare('SELECT row FROM log WHERE room = ? ORDER BY seq').all(room);
    return rows.map(({ row }) => JSON.parse(String(row)));
  }
  const { log } = await tables();
  return (await log.query(allOf(room))).Items;
}

async function put(rows: Tables['log'][]): Promise<void> {
  if (DATABASE) {
    using database = new DatabaseSync(DATABASE, { timeout: 5_000 });
    const insert = database.prepare('INSERT INTO log (room, seq, row) VALUES (?, ?, ?)');
    database.exec('BEGIN IMMEDIATE');
    for (const { room, ...row } of rows) insert.run(room, row.seq, JSON.stringify(row));
    return database.exec('COMMIT');
  }
  const { log } = await tables();
  await Promise.all(rows.map((row) => log.put(row)));
}

/** Puts messages into an empty room, or after its last one, one hour old by default. @returns their texts, oldest first */
export async function fill(room: string, count: number, at = Date.now() - 3_600_000): Promise<string[]> {
  const last = (await rowsIn(room)).at(-1);
  const seqs = Array.from({ length: count }, (_, i) => (last?.seq ?? 0) + 1 + i);
  const row = { room, log: last?.log ?? newId(), user: 'user-old', name: 'Old', at };
  await put(seqs.map((seq) => ({ ...row, id: newId(), seq, text: `Long ago ${seq}` })));
  return seqs.map((seq) => `Long ago ${seq}`);
}

/** The texts of a room's rows, oldest first. */
export async function textsIn(room: string): Promise<string[]> {
  return (await rowsIn(room)).map(({ text }) => text);
}

/** Adds a seat without a socket. */
export async function seatOfTheDead(room: string, name: string, { sinceMs = 0, leaseMs = 600_000 }): Promise<void> {
  const now = Date.now();
  const { seats } = await tables();
  await seats.put({
    room,
    connection: `dead-${name}`,
    user: `user-${name}`,
    name,
    version: 1,
    since: now - sinceMs,
    lease: now + leaseMs,
    address: 'elsewhere',
  });
}

/** Adds so many seats without a socket, from one address, or each from its own. */
export async function fillSeats(
  room: string,
  count: number,
  { leaseMs = 600_000, sinceMs = 0, address }: { leaseMs?: number; sinceMs?: number; address?: string } = {},
): Promise<void> {
  const now = Date.now();
  const { seats } = await tables();
  const seat = { room, user: 'user-dead', name: 'Dead', version: 1, since: now - sinceMs, lease: now + leaseMs };
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      seats.put({ ...seat, connection: `dead-${i}`, address: address ?? `address-${i}` }),
    ),
  );
}

/** Deletes all seats of a room. */
export async function clearSeats(room: string): Promise<void> {
  const { seats } = await tables();
  await Promise.all((await seatsIn(room)).map(({ connection }) => seats.delete({ room, connection })));
}

async function seatsIn(room: string): Promise<SeatRow[]> {
  const { seats } = await tables();
  const { Items } = await seats.query(allOf(room));
  return Items;
}

export async function isSeated(room: string, name: string): Promise<boolean> {
  const { seats } = await tables();
  return (await seats.get({ room, connection: `dead-${name}` })) !== undefined;
}

export async function countSeats(room: string): Promise<number> {
  return (await seatsIn(room)).length;
}

/** Deletes all messages of a room, as if the database had been deleted. */
export async function wipe(room: string): Promise<void> {
  const { log } = await tables();
  const { Items } = await log.query(allOf(room));
  for (const { seq } of Items) await log.delete({ room, seq });
}
