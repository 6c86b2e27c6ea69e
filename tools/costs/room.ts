import { enter, isFull, leave, receive } from '@arc-chat/chat';
import { Meter } from '@arc-chat/chat/testing/meter';
import { logId, seatOf } from '@arc-chat/chat/testing/scene';
import { sizeOf } from '@arc-chat/chat/testing/size';
import { budget, limits } from '@arc-chat/protocol';
import { invocation } from './invocation.ts';
import { sum, type Usage } from './prices.ts';

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

  /** Takes a seat that has sent a frame before. */
  #sit(n: number): void {
    const { memory } = this.#meter;
    const past = memory.now - 60_000;
    const spentUntil = past + budget.costMs.hello;
    const lease = memory.now + 600_000;
    const address = '0123abcd';
    const seat = seatOf(room, connection(n), { user: user(n), name: 'Guest', since: past, lease, address, spentUntil });
    memory.seats.set(`${room} ${seat.connection}`, seat);
    memory.connections.set(seat.connection, room);
  }

  #frame(frame: object): Promise<Usage> {
    const data = JSON.stringify(frame);
    return invocation(this.#meter, (ports) => receive(ports, connection(0), data)).then((usage) =>
      sum(usage, incoming),
    );
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
    const asked: Usage = {
      requests: 1,
      ...(await invocation(this.#meter, (ports) => isFull(ports, room, '0123abcd'))),
    };
    const entered = await invocation(this.#meter, (ports) =>
      enter(ports, connection(n), { ticket, origin: ticket.origin, version: 1, address: '0123abcd' }),
    );
    const hello = JSON.stringify({ type: 'hello', room, log: logId, after: memory.rows(room).length });
    const greeted = await invocation(this.#meter, (ports) => receive(ports, connection(n), hello));
    const left = await invocation(this.#meter, (ports) => leave(ports, connection(n)));
    return sum(asked, entered, greeted, incoming, left);
  }
}

/** A connection id, as long as those of API Gateway. */
const connection = (n: number) => `c${String(n).padStart(15, '0')}`;
