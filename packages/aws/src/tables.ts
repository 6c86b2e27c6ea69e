import * as v from 'valibot';
import { table } from './table.ts';
import type { Connections, Log, Rings, Row, Seat, Seats, Tickets } from '@arc-chat/chat';

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
};

const times = v.array(v.number());

const SeatRow = v.object({
  room: v.string(),
  connection: v.string(),
  user: v.string(),
  name: v.string(),
  version: v.number(),
  since: v.number(),
  lease: v.number(),
});

const seatTable = table<Seat & Rings>('seats', v.object({ ...SeatRow.entries, says: times, frames: times }));

/** The seats without their rings: the rings are most of a row, and only `find` returns them. */
const rosterTable = table<Seat>('seats', SeatRow);

/** Appends a time to a ring and drops the oldest one. In DynamoDB, an index beyond the end of a list appends. */
const turn = (ring: string) => ({ add: `#${ring}[1000] = :now`, drop: `#${ring}[0]`, free: `#${ring}[0] <= :${ring}` });

export const seats: Seats = {
  async take(seat) {
    await seatTable.put({ ...seat, expires: expiry(seat.since) });
  },

  renew(room, connection, { now, lease, rings }) {
    const turns = Object.keys(rings).map(turn);
    const update = `SET #lease = :lease, ${turns.map((it) => it.add).join(', ')} REMOVE ${turns.map((it) => it.drop).join(', ')}`;
    return rosterTable.update({ room, connection }, update, {
      condition: ['attribute_exists(#connection)', ...turns.map((it) => it.free)].join(' AND '),
      values: { now, lease, ...rings },
    });
  },

  find: (room, connection) => seatTable.get({ room, connection }),

  // During a deployment, another version of the code may have written a seat. It must not block the other seats.
  inRoom: (room, count) => rosterTable.query('#room = :room', { room }, { count, skipBad: true }),

  remove: (room, connection, takenBy) =>
    rosterTable.remove(
      { room, connection },
      takenBy === undefined ? {} : { condition: '#since <= :takenBy', values: { takenBy } },
    ),
};

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
