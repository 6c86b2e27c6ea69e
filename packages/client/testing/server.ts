import assert from 'node:assert/strict';
import { receive } from '@arc-chat/chat';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { Actor } from '@arc-chat/chat/testing/scheduler';
import { decodeClientFrame } from '@arc-chat/protocol';
import { hex, room } from './sample-log.ts';
import type { Log, Seats, Sockets } from '@arc-chat/chat';
import type { Scheduler } from '@arc-chat/chat/testing/scheduler';

const gatewayError = JSON.stringify({ message: 'Internal server error', connectionId: 'c', requestId: 'r' });

/** Where a post goes to. */
interface Receiver {
  post(sender: Actor, data: string): Promise<'delivered' | 'gone'>;
}

/** What the outside of the rules is like. */
export interface Habits {
  /** Whether a function that was sent a message can die. */
  isMortal: boolean;
  tornReads: boolean;
  /** Who is at the other end of a connection, if anybody still is. */
  receiver(connection: string): Receiver | undefined;
  onLogged(id: string): void;
}

/** The real rules, each frame in a function of its own. Its steps are the reads and writes of the log, and the posts. */
export class Server {
  wipes = 0;
  readonly #scheduler: Scheduler;
  readonly #habits: Habits;

  constructor(scheduler: Scheduler, habits: Habits) {
    this.#scheduler = scheduler;
    this.#habits = habits;
  }

  /** A seat, as the door gives it. @returns its connection */
  sit(user: string): string {
    const { seats } = this.#scheduler.memory;
    let connection = `of ${user}`;
    const isTaken = () =>
      seats.has(`${room} ${connection}`) || this.#scheduler.working('').some(({ name }) => name.endsWith(connection));
    while (isTaken()) connection += "'";
    seats.set(`${room} ${connection}`, seatOf(room, connection, { user }));
    return connection;
  }

  leave(connection: string): void {
    this.#scheduler.memory.seats.delete(`${room} ${connection}`);
  }

  receive(connection: string, data: string): void {
    const decoded = decodeClientFrame(data);
    const frame = decoded.ok ? decoded.frame : undefined;
    const { tornReads, isMortal } = this.#habits;
    const onDeath = isMortal && frame?.type === 'say' ? () => this.#tellDeath(actor, connection) : undefined;
    const actor = new Actor(this.#name(connection, frame), onDeath);
    const { seats, wait } = this.#scheduler.memory.ports();
    // A log is called by when it began: whoever comes first has the same name for it.
    const newId = () => hex(0xfff + this.wipes);
    this.#scheduler.begin(
      actor,
      ({ log, ...ports }) => {
        const watched = { log: this.#watched(log), seats: seen(actor, seats), sockets: this.#sockets(actor), wait };
        return receive({ ...ports, ...watched, report: assert.fail }, connection, data);
      },
      // Reading the newest row is for a hello or a page, which read it when they are asked.
      { tornReads, newId, free: ['log.before'] },
    );
  }

  /** The same for the same frame, whatever was before. */
  #name(connection: string, frame: { type: string; id?: string; after?: number | undefined } | undefined): string {
    let name = [frame?.type, frame?.id?.slice(-2), frame?.after, connection].filter((it) => it !== undefined).join(' ');
    while (this.#scheduler.working(name).length > 0) name += '*';
    return name;
  }

  #watched(log: Log): Log {
    return {
      ...log,
      put: async (where, row) => {
        const isPut = await log.put(where, row);
        if (isPut) this.#habits.onLogged(row.id);
        return isPut;
      },
    };
  }

  #sockets(actor: Actor): Sockets {
    return {
      post: async (to, data) => {
        const receiver = this.#habits.receiver(to);
        if (!receiver) return 'gone';
        // Who comes is not what this is about.
        return data.includes('"arrived"') ? 'delivered' : receiver.post(actor, data);
      },
      close: async () => {},
    };
  }

  /** API Gateway tells, where the function had begun. */
  #tellDeath({ seen }: Actor, connection: string): void {
    const receiver = this.#habits.receiver(connection);
    if (!receiver || seen.length === 0) return;
    const gateway = new Actor(`gateway ${connection}`);
    this.#scheduler.begin(gateway, () => receiver.post(gateway, gatewayError));
  }
}

/** Who was seated when it looked is what it knows. */
const seen = (actor: Actor, seats: Seats): Seats => ({
  ...seats,
  inRoom: async (where) => {
    const found = await seats.inRoom(where);
    actor.seen.push(found.map(({ connection }) => connection).join());
    return found;
  },
});
