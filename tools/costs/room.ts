import { enter, leave, receive } from '@arc-chat/chat';
import { rates } from '@arc-chat/chat/testing/calls';
import { logId, seatOf } from '@arc-chat/chat/testing/scene';
import { limits } from '@arc-chat/protocol';
import { Meter } from './meter.ts';
import { sum, type Usage } from './prices.ts';
import { sizeOf } from './size.ts';

const room = 'a-room-of-some-length';
const text = 'How is the weather where you are? Here it rains, as it always does.';
const history = 200;
const hex = (n: number) => n.toString(16).padStart(32, '0');
const user = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const incoming: Usage = { messages: 1 };

/** A room with a history, and with seats that are a minute old. Its methods answer with the usage of one event. */
export class CostedRoom {
  readonly #meter = new Meter();
  readonly #people: number;

  constructor(people: number) {
    this.#people = people;
    const { memory } = this.#meter;
    const row = (i: number) => ({
      log: logId,
      seq: i + 1,
      id: hex(i),
      user: user(i % people),
      name: 'Guest',
      text,
      at: memory.now,
    });
    memory.logs.set(
      room,
      Array.from({ length: history }, (_, i) => row(i)),
    );
    for (let n = 0; n < people; n++) this.#sit(n);
  }

  /** Takes a seat with full rings: a ring that was full once stays that large. */
  #sit(n: number): void {
    const { memory } = this.#meter;
    const past = memory.now - 60_000;
    const rings = {
      says: Array<number>(rates.says.times).fill(past),
      frames: Array<number>(rates.frames.times).fill(past),
    };
    const lease = memory.now + 600_000;
    const seat = seatOf(room, connection(n), { user: user(n), name: 'Guest', since: past, lease, ...rings });
    memory.seats.set(`${room} ${seat.connection}`, seat);
    memory.connections.set(seat.connection, room);
  }

  #frame(frame: object): Promise<Usage> {
    const data = JSON.stringify(frame);
    return this.#meter.invocation((ports) => receive(ports, connection(0), data)).then((usage) => sum(usage, incoming));
  }

  /** A message, and the storage of its row for a month. */
  async say(): Promise<Usage> {
    const after = this.#meter.memory.rows(room).length;
    const said = await this.#frame({ type: 'say', room, id: hex(1_000_000 + after), text, log: logId, after });
    const row = this.#meter.memory.rows(room).at(-1);
    if (row?.seq !== after + 1) throw new Error('the message was not stored');
    return sum(said, { stored: sizeOf({ room, ...row }) });
  }

  typing = () => this.#frame({ type: 'typing', room });

  heartbeat = () => this.#frame({ type: 'page', room, log: logId, after: this.#meter.memory.rows(room).length });

  /** The cheapest frame. */
  malformed = () => this.#frame({ type: 'page', room });

  /** A full page: the most that one frame can read for one answer. */
  page = () => this.#frame({ type: 'page', room, log: logId, after: history - limits.pageMessages });

  /** A ticket, a new socket, and a hello with nothing new. The `leave` stands for the end of the previous socket. */
  async reconnect(): Promise<Usage> {
    const n = this.#people;
    const { memory } = this.#meter;
    const ticket = { jti: hex(n), sub: user(n), name: 'Guest', room, origin: 'https://chat.example' };
    const asked: Usage = { requests: 1, ...(await this.#meter.invocation(async () => undefined)) };
    const entered = await this.#meter.invocation((ports) =>
      enter(ports, connection(n), { ticket, origin: ticket.origin, version: 1 }),
    );
    const hello = JSON.stringify({ type: 'hello', room, log: logId, after: memory.rows(room).length });
    const greeted = await this.#meter.invocation((ports) => receive(ports, connection(n), hello));
    const left = await this.#meter.invocation((ports) => leave(ports, connection(n)));
    return sum(asked, entered, greeted, incoming, left);
  }
}

/** A connection id, as long as those of API Gateway. */
const connection = (n: number) => `c${String(n).padStart(15, '0')}`;
