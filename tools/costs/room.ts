import { enter, leave, receive, refusalAtDoor } from '@arc-chat/chat';
import { Meter } from '@arc-chat/chat/testing/meter';
import { logId, seatOf } from '@arc-chat/chat/testing/scene';
import { sizeOf } from '@arc-chat/chat/testing/size';
import { budget, limits } from '@arc-chat/protocol';
import { invocation } from './invocation.ts';
import { sum, type Usage } from './prices.ts';
import { quotas } from './quotas.ts';
import type { Ports } from '@arc-chat/chat';

interface Manner {
  room: string;
  name: string;
  text: string;
  /** By how much a seat's budget is spent before each frame. Below 0, the seat is idle. */
  aheadMs: number;
}

export const ordinary: Manner = {
  room: 'a-room-of-some-length',
  name: 'Guest',
  text: 'How is the weather where you are? Here it rains, as it always does.',
  aheadMs: -60_000,
};

const wide = Math.floor((limits.textBytes - limits.textCharacters) / 2);

/** The longest in characters, in bytes and, because JSON escapes a quotation mark, in a frame. Never an idle seat. */
export const worst: Manner = {
  room: 'r'.repeat(64),
  name: '€'.repeat(limits.nameCharacters),
  text: '€'.repeat(wide) + '"'.repeat(limits.textCharacters - wide),
  aheadMs: 1,
};

const history = 200;
const address = '0123abcd';
/** API Gateway counts a longer message as several. */
const messageBytes = 32 * 1024;
const hex = (n: number) => n.toString(16).padStart(32, '0');
const user = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** A connection id, as long as those of API Gateway. */
const connection = (n: number) => `c${String(n).padStart(15, '0')}`;

interface Sending {
  outcome?: string;
  aheadMs?: number;
  around?: (ports: Ports) => Ports;
}

/** A room with a history, and with seats that are a minute old. Its methods answer with the usage of one event. */
export class CostedRoom {
  readonly #meter = new Meter();
  readonly #people: number;
  readonly #manner: Manner;

  constructor(people: number, manner = ordinary) {
    this.#people = people;
    this.#manner = manner;
    const { memory } = this.#meter;
    const { room, name, text } = manner;
    const row = (i: number) => ({
      log: logId,
      seq: i + 1,
      id: hex(i),
      user: user(i % people),
      name,
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
  #sit(n: number, aheadMs = this.#manner.aheadMs) {
    const { memory } = this.#meter;
    const { room, name } = this.#manner;
    const times = { since: memory.now - 60_000, lease: memory.now + 600_000, spentUntil: memory.now + aheadMs };
    const seat = seatOf(room, connection(n), { user: user(n), name, address, ...times });
    memory.seats.set(`${room} ${seat.connection}`, seat);
    memory.connections.set(seat.connection, room);
    return seat;
  }

  /** The number of the newest row. */
  get #newest() {
    return this.#meter.memory.rows(this.#manner.room).length;
  }

  async #send(frame: object | string, { outcome = 'ok', aheadMs, around = (it) => it }: Sending = {}): Promise<Usage> {
    this.#sit(0, aheadMs);
    const data = typeof frame === 'string' ? frame : JSON.stringify({ room: this.#manner.room, ...frame });
    const usage = await invocation(this.#meter, async (ports) => {
      const received = await receive(around(ports), connection(0), data);
      if (received.outcome !== outcome) throw new Error(`${received.outcome} instead of ${outcome}`);
    });
    return sum(usage, { messages: Math.ceil(Buffer.byteLength(data) / messageBytes) });
  }

  #say(above: number, sending?: Sending) {
    const [id, after] = [hex(1_000_000 + this.#newest), this.#newest - above];
    return this.#send({ type: 'say', id, text: this.#manner.text, log: logId, after }, sending);
  }

  /** A message whose floor has so many rows above it, and the storage of its row for a month. */
  async say(above = 0): Promise<Usage> {
    const said = await this.#say(above);
    const row = this.#meter.memory.rows(this.#manner.room).at(-1);
    return sum(said, { stored: sizeOf({ room: this.#manner.room, ...row }) });
  }

  /** A message that is refused because others take its place in the log each time. */
  busy() {
    const { memory } = this.#meter;
    const around = (ports: Ports): Ports => ({
      ...ports,
      log: {
        ...ports.log,
        put(room, row) {
          memory.logs.set(room, [...memory.rows(room), { ...row, id: hex(2_000_000 + row.seq) }]);
          return ports.log.put(room, row);
        },
      },
    });
    return this.#say(0, { outcome: 'busy', around });
  }

  resync = () => this.#say(limits.floorRows + 1, { outcome: 'resync' });

  slowDown = () => this.#say(0, { outcome: 'slow-down', aheadMs: budget.creditMs + 1 });

  typing = () => this.#send({ type: 'typing' });

  heartbeat = () => this.#send({ type: 'page', log: logId, after: this.#newest });

  /** A full page of history. */
  page = () => this.#send({ type: 'page', log: logId, after: this.#newest - limits.pageMessages });

  hello = () => this.#send({ type: 'hello' });

  tooLarge = () => this.#send('x'.repeat(quotas.messageBytes), { outcome: 'too-large' });

  /** `POST /ticket`. */
  async ticket(): Promise<Usage> {
    const visitor = { room: this.#manner.room, user: user(0), address };
    return sum({ requests: 1 }, await invocation(this.#meter, (ports) => refusalAtDoor(ports, visitor)));
  }

  /** `$connect`, with a ticket. */
  connect(version = 1, outcome = 'ok'): Promise<Usage> {
    const { room, name } = this.#manner;
    const n = this.#people;
    const ticket = {
      jti: hex(this.#meter.memory.tickets.size),
      sub: user(n),
      name,
      room,
      origin: 'https://chat.example',
    };
    return invocation(this.#meter, async (ports) => {
      const entered = await enter(ports, connection(n), {
        ticket,
        origin: ticket.origin,
        version,
        address: 'elsewhere',
      });
      if (entered !== outcome) throw new Error(`${entered} instead of ${outcome}`);
    });
  }

  /** `$disconnect` of the socket that connected. */
  disconnect = () => invocation(this.#meter, (ports) => leave(ports, connection(this.#people)));

  /** A ticket, a new socket, and a hello with nothing new. The `disconnect` stands for the end of the previous socket. */
  async reconnect(): Promise<Usage> {
    const [asked, entered] = [await this.ticket(), await this.connect()];
    const greeted = await this.#send({ type: 'hello', log: logId, after: this.#newest });
    return sum(asked, entered, greeted, await this.disconnect());
  }

  /** The bytes of a seat's row, and the read units of all seats. */
  async seats() {
    const { seatReads } = await this.#meter.event((ports) => ports.seats.inRoom(this.#manner.room));
    const seat = this.#sit(0);
    return { bytes: sizeOf({ ...seat, expires: Math.ceil(seat.lease / 1000) }), reads: seatReads };
  }
}
