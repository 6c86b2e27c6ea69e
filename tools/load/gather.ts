import { OurTalk } from './talks/arc-chat.ts';
import { BareTalk } from './talks/bare.ts';
import { CountingSeat } from './counting-seat.ts';
import { SocketIoTalk } from './talks/socketio.ts';
import type { Dialect, Order } from './orders.ts';
import type { SeatPlace, Talk } from './talks/talk.ts';

type Gathering = Extract<Order, { type: 'gather' }>;

/** The people in the rooms. */
export type Gathered = {
  seats: CountingSeat[];
  writers: { seat: CountingSeat; tag: string }[];
};

/** A burst of connects is not the subject here. */
const connectsAtOnce = 25;

/** Our own server lets so many into a room from one address. */
const seatsPerAddress = 100;

/** An address of this machine. Only Linux has all of 127.0.0.0/8 without further ado. */
function addressOf(person: number): string {
  return process.platform === 'linux' ? `127.0.0.${1 + Math.floor(person / seatsPerAddress)}` : '127.0.0.1';
}

const talks: Record<Dialect, (place: SeatPlace, secret: string) => Talk> = {
  'arc-chat': (place, secret) => new OurTalk(place, secret),
  bare: (place) => new BareTalk(place),
  socketio: (place) => new SocketIoTalk(place, false),
  'socketio-stored': (place) => new SocketIoTalk(place, true),
};

/** Lets everybody take their seat. @throws Problem if one is refused */
export async function gather(order: Gathering): Promise<Gathered> {
  const { dialect, port, secret, prefix, rooms, people, writers } = order;
  const gathered: Gathered = { seats: [], writers: [] };
  let next = 0;
  const usher = async () => {
    while (next < rooms * people) {
      const number = next++;
      const [room, person] = [Math.floor(number / people), number % people];
      const place = { port, room: `${prefix}-${room}`, person: `${prefix}-${number}` };
      const seat = await CountingSeat.take(talks[dialect](place, secret), port, addressOf(person));
      gathered.seats.push(seat);
      if (person < writers) gathered.writers.push({ seat, tag: `w${String(number).padStart(4, '0')}` });
    }
  };
  try {
    await Promise.all(Array.from({ length: connectsAtOnce }, usher));
  } catch (error) {
    next = Infinity;
    for (const seat of gathered.seats) seat.leave();
    throw error;
  }
  return gathered;
}
