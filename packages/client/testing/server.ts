import assert from 'node:assert/strict';
import { receive } from '@arc-chat/chat';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { Actor } from '@arc-chat/chat/testing/scheduler';
import { decodeClientFrame } from '@arc-chat/protocol';
import { gatewayError, hex, room } from './sample-log.ts';
import type { Log, Seats, Sockets } from '@arc-chat/chat';
import type { Scheduler } from '@arc-chat/chat/testing/scheduler';

/** The tab at the other end of a connection. */
interface Receiver {
  post(sender: Actor, data: string): Promise<'delivered' | 'gone'>;
}

/** The surroundings of the server's rules. */
export interface ServerConditions {
  /** Whether an invocation that handles a `say` or a `remove` can die. */
  isMortal: boolean;
  tornReads: boolean;
  /** The tab at the other end of a connection; undefined if it is gone. */
  receiver(connection: string): Receiver | undefined;
  /** Called when a message was put into the log. */
  onLogged(id: string): void;
}

/** The real rules of the server. Each frame has an invocation of its own, with calls to the log and posts as steps. */
export class Server {
  /** The number of times that the log was deleted. */
  wipes = 0;
  readonly #scheduler: Scheduler;
  readonly #habits: ServerConditions;

  constructor(scheduler: Scheduler, habits: ServerConditions) {
    this.#scheduler = scheduler;
    this.#habits = habits;
  }

  /** Adds a seat. @returns its connection */
  sit(name: string, user = name): string {
    const { seats } = this.#scheduler.memory;
    let connection = `of ${name}`;
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
    const onDeath =
      isMortal && ['say', 'remove'].includes(frame?.type ?? '') ? () => this.#tellDeath(actor, connection) : undefined;
    const actor = new Actor(this.#name(connection, frame), onDeath);
    const { seats, wait } = this.#scheduler.memory.ports();
    // The first row of a log sets the log's id. The same id from every invocation keeps the number of states small.
    const newId = () => hex(0xfff + this.wipes);
    this.#scheduler.begin(
      actor,
      ({ log, ...ports }) => {
        const watched = { log: this.#watched(log), seats: recorded(actor, seats), sockets: this.#sockets(actor), wait };
        return receive({ ...ports, ...watched, report: assert.fail }, connection, data);
      },
      // Only a hello or a page reads the newest row. In the model, the read happens as soon as the frame is sent.
      { tornReads, newId, free: ['log.before'] },
    );
  }

  /** Names an invocation after its frame, so that different plays can reach the same state. Stars keep it unique. */
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
        // The model is about messages, so arrivals are left out.
        return data.includes('"arrived"') ? 'delivered' : receiver.post(actor, data);
      },
      close: async () => {},
    };
  }

  /** API Gateway reports the death to the client, unless the function died before its first step. */
  #tellDeath({ seen }: Actor, connection: string): void {
    const receiver = this.#habits.receiver(connection);
    if (!receiver || seen.length === 0) return;
    const gateway = new Actor(`gateway ${connection}`);
    this.#scheduler.begin(gateway, () => receiver.post(gateway, JSON.stringify(gatewayError)));
  }
}

/** Records the seats that an actor found: its next steps depend on them. */
const recorded = (actor: Actor, seats: Seats): Seats => ({
  ...seats,
  inRoom: async (where) => {
    const found = await seats.inRoom(where);
    actor.seen.push(found.map(({ connection }) => connection).join());
    return found;
  },
});
