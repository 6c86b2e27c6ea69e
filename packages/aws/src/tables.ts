import * as v from 'valibot';
import { table } from './table.ts';
import type { Blockable, Blocks, Connections, Log, Row, Seat, Seats, Tickets } from '@arc-chat/chat';

/** API Gateway ends a connection after 120 minutes. Nothing relies on expiry: it is late, and the sandbox has none. */
const expiry = (since: number) => Math.ceil(since / 1000) + 130 * 60;

const LogRow = v.object({
  room: v.string(),
  seq: v.number(),
  log: v.string(),
  id: v.string(),
  user: v.string(),
  name: v.string(),
  text: v.string(),
  at: v.number(),
  removes: v.optional(v.number()),
});

const logTable = table('log', LogRow);

const toRow = ({ room: _, ...row }: v.InferOutput<typeof LogRow>): Row => row;

export const log: Log = {
  async from(room, from, count) {
    const rows = await logTable.query('#room = :room AND #seq >= :from', { room, from }, { count });
    return rows.map(toRow);
  },

  async before(room, before = Number.MAX_SAFE_INTEGER, count) {
    const rows = await logTable.query(
      '#room = :room AND #seq < :before',
      { room, before },
      { count, newestFirst: true },
    );
    return rows.map(toRow);
  },

  put: (room, row) => logTable.put({ room, ...row }, 'attribute_not_exists(#seq)'),

  // The function's role allows no update that names or returns another attribute.
  erase: (room, { seq, text }) =>
    logTable.change({ room, seq }, 'SET #text = :empty', { condition: '#text = :text', values: { text, empty: '' } }),
};

const SeatRow = v.object({
  room: v.string(),
  connection: v.string(),
  user: v.string(),
  name: v.string(),
  version: v.number(),
  since: v.number(),
  lease: v.number(),
  // Older code wrote no address.
  address: v.optional(v.string(), ''),
  spentUntil: v.optional(v.number()),
});

const seatTable = table<Seat>('seats', SeatRow);

export const seats: Seats = {
  async take(seat) {
    await seatTable.put({ ...seat, expires: expiry(seat.since) });
  },

  renew: (room, connection, { now, lease, cost }) =>
    seatTable.update({ room, connection }, 'SET #lease = :lease, #spentUntil = :spent', {
      condition: 'attribute_exists(#connection) AND (attribute_not_exists(#spentUntil) OR #spentUntil <= :now)',
      values: { now, lease, spent: now + cost },
    }),

  // Without a seat there is no `spentUntil`, and a condition on a missing attribute fails.
  overdraw: (room, connection, { below, lease, cost }) =>
    seatTable.update({ room, connection }, 'SET #lease = :lease, #spentUntil = #spentUntil + :cost', {
      condition: '#spentUntil < :below',
      values: { below, lease, cost },
    }),

  find: (room, connection) => seatTable.get({ room, connection }),

  // During a deployment, another version of the code may have written a seat. It must not block the other seats.
  inRoom: (room, { count, after, isStale } = {}) =>
    after === undefined
      ? seatTable.query('#room = :room', { room }, { count, isStale, skipBad: true })
      : seatTable.query('#room = :room AND #connection > :after', { room, after }, { count, isStale, skipBad: true }),

  remove: (room, connection, { takenBy, expiredBy } = {}) =>
    seatTable.remove(
      { room, connection },
      {
        ...(takenBy !== undefined && { condition: '#since <= :takenBy', values: { takenBy } }),
        ...(expiredBy !== undefined && { condition: '#lease <= :expiredBy', values: { expiredBy } }),
      },
    ),
};

export const everySeat = () => seatTable.scan();

const connectionTable = table('connections', v.object({ connection: v.string(), room: v.string() }));

export const connections: Connections = {
  async add(connection, room, since) {
    await connectionTable.put({ connection, room, expires: expiry(since) });
  },
  roomOf: async (connection) => (await connectionTable.get({ connection }))?.room,
  async remove(connection) {
    await connectionTable.remove({ connection });
  },
};

const ticketTable = table('tickets', v.object({ jti: v.string() }));

export const tickets: Tickets = {
  use: (jti, now) => ticketTable.put({ jti, expires: expiry(now) }, 'attribute_not_exists(#jti)'),
};

const blockTable = table('blocks', v.object({ what: v.string(), until: v.optional(v.number()) }));

const keyOf = ({ kind, value }: Blockable) => ({ what: `${kind}#${value}` });

export const blocks: Blocks = {
  async add(who, until) {
    const end = until === undefined ? {} : { until, expires: Math.ceil(until / 1000) };
    await blockTable.put({ ...keyOf(who), ...end });
  },
  async isBlocked(who, now) {
    const block = await blockTable.get(keyOf(who));
    return block !== undefined && (block.until ?? Infinity) > now;
  },
  remove: async (who) => (await blockTable.remove(keyOf(who))) !== undefined,
};

/** Every block, also one that is over: `what` is its kind and value, `user#…`. */
export const everyBlock = () => blockTable.scan();
