import type { Connections, Seat, Seats } from '@arc-chat/chat';

interface Room {
  seats: Map<string, Seat>;
  /** The seats in the order of their connections. Missing after a change. */
  sorted?: Seat[];
}

/**
 * Seats in memory: they end with the process, as their sockets do.
 *
 * @param isMetered false: a frame costs nothing, and nobody is slowed down
 */
export function memorySeats(isMetered = true): Seats {
  const rooms = new Map<string, Room>();
  const seatAt = (room: string, connection: string) => rooms.get(room)?.seats.get(connection);
  const charge = (seat: Seat, lease: number, from: number, cost: number) => ({
    ...Object.assign(seat, { lease, spentUntil: from + (isMetered ? cost : 0) }),
  });

  return {
    async take(seat) {
      const seats = rooms.get(seat.room)?.seats ?? new Map<string, Seat>();
      rooms.set(seat.room, { seats: seats.set(seat.connection, { ...seat }) });
    },

    async renew(room, connection, { now, lease, cost }) {
      const seat = seatAt(room, connection);
      return seat && (seat.spentUntil ?? 0) <= now ? charge(seat, lease, now, cost) : undefined;
    },

    async overdraw(room, connection, { below, lease, cost }) {
      const seat = seatAt(room, connection);
      const { spentUntil = Infinity } = seat ?? {};
      return seat && spentUntil < below ? charge(seat, lease, spentUntil, cost) : undefined;
    },

    async find(room, connection) {
      const seat = seatAt(room, connection);
      return seat && { ...seat };
    },

    async inRoom(name, { count, after = '' } = {}) {
      const room = rooms.get(name);
      if (!room) return [];
      room.sorted ??= [...room.seats.values()].toSorted((a, b) => (a.connection < b.connection ? -1 : 1));
      return after || count ? room.sorted.filter((it) => it.connection > after).slice(0, count) : room.sorted;
    },

    async remove(name, connection, { takenBy = Infinity, expiredBy = Infinity } = {}) {
      const seat = seatAt(name, connection);
      if (!seat || seat.since > takenBy || seat.lease > expiredBy) return undefined;
      const { seats = new Map<string, Seat>() } = rooms.get(name) ?? {};
      seats.delete(connection);
      if (seats.size > 0) rooms.set(name, { seats });
      else rooms.delete(name);
      return seat;
    },
  };
}

export function memoryConnections(): Connections {
  const rooms = new Map<string, string>();
  return {
    add: async (connection, room) => void rooms.set(connection, room),
    roomOf: async (connection) => rooms.get(connection),
    remove: async (connection) => void rooms.delete(connection),
  };
}
