import { stdout } from 'node:process';
import { roomTag } from './host.ts';
import { ports as outside } from './ports.ts';
import { inTime } from './in-time.ts';
import type { Ports } from '@arc-chat/chat';
import type { HttpRequest } from '@arc-chat/session';
import type { SocketEvent } from './events.ts';
import type { SharedPorts } from './ports.ts';

/** The time for one event. After it, the client still has patience for the answer: it waits for ten seconds. */
const patienceMs = 7_000;

/** The counts of an event: calls to the database, attempts to append a message, and posts by their outcome. */
const nothing = { calls: 0, puts: 0, delivered: 0, gone: 0, failed: 0, left: 0 };

/** Fields that a function adds to the log line of its event. */
interface Note {
  room?: string;
  type?: string;
  seq?: number;
  outcome?: string;
}

interface EventContext {
  ports: Ports;
  /** Adds fields to the event's log line. */
  note(note: Note): void;
}

/** The part of Lambda's context that is used: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
interface LambdaContext {
  awsRequestId: string;
}

export type Handler<Event, Answer> = (event: Event, context: EventContext) => Promise<Answer>;

/** Wraps a port: `around` makes every call of a method, and gets the method's name. */
function wrapped<T extends object>(
  port: T,
  around: (call: () => Promise<unknown>, method: string) => Promise<unknown>,
): T {
  return new Proxy(port, {
    get(port, name) {
      const method: unknown = Reflect.get(port, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => around(async () => method.apply(port, args), String(name));
    },
  });
}

/**
 * The ports of one event, with its own deadline and counts: one process may handle several events at once. A database
 * that does not answer fails the event at its deadline, while there is time to tell the client.
 */
function portsOfEvent(ports: SharedPorts, counts: typeof nothing): Ports {
  const deadline = ports.now() + patienceMs;
  const call = (make: () => Promise<unknown>) => {
    counts.calls++;
    return inTime(deadline - ports.now(), make);
  };
  return {
    ...ports,
    deadline,
    log: wrapped(ports.log, (make, method) => {
      if (method === 'put') counts.puts++;
      return call(make);
    }),
    seats: wrapped(ports.seats, call),
    connections: wrapped(ports.connections, call),
    tickets: wrapped(ports.tickets, call),
    blocks: wrapped(ports.blocks, call),
    sockets: {
      ...ports.sockets,
      async post(connection, data) {
        const outcome = await ports.sockets.post(connection, data);
        counts[outcome]++;
        return outcome;
      },
    },
    unposted: (count) => void (counts.left += count),
  };
}

const connectionOf = (event: HttpRequest | SocketEvent) =>
  event.requestContext && 'connectionId' in event.requestContext ? event.requestContext.connectionId : undefined;

/**
 * @param print writes one line
 * @param tagOf replaces a room's name in the log, because a secret name may be the room's only protection
 */
export const loggedTo =
  (print: (line: string) => void, tagOf: (room: string) => string, ports: SharedPorts) =>
  <Event extends HttpRequest | SocketEvent, Answer extends { statusCode: number }>(
    name: string,
    handler: Handler<Event, Answer>,
  ) =>
  async (event: Event, context?: LambdaContext): Promise<Answer> => {
    const since = performance.now();
    const counts = { ...nothing };
    const known: Note = {};
    const tell = (outcome: string) => {
      const { room, ...rest } = { ...known, outcome };
      const ms = Math.round(performance.now() - since);
      const tag = room && { room: tagOf(room) };
      const from = { function: name, request: context?.awsRequestId, connection: connectionOf(event) };
      print(JSON.stringify({ ...from, ...tag, ...rest, ms, ...counts }));
    };
    try {
      const answer = await handler(event, {
        ports: portsOfEvent(ports, counts),
        note: (note) => void Object.assign(known, note),
      });
      tell(known.outcome ?? (answer.statusCode < 400 ? 'ok' : String(answer.statusCode)));
      return answer;
    } catch (error) {
      tell('error');
      throw error;
    }
  };

/**
 * Wraps a function's handler. Every event gets a deadline and writes one line of JSON to the log: function, Lambda's id
 * of the request, connection, room tag, frame type, duration, the counts, and the event's outcome. No line contains a
 * message, the name of a person or a room, or a credential.
 *
 * Lambda would put a time and an id before a line of `console.log`. No metric filter could read that as JSON.
 */
export const logged = loggedTo((line) => void stdout.write(`${line}\n`), roomTag, outside);
