import { stdout } from 'node:process';
import { eventPorts } from '@arc-chat/chat';
import { roomTag } from './host.ts';
import { ports as outside } from './ports.ts';
import { inTime } from './in-time.ts';
import type { Ports, SharedPorts } from '@arc-chat/chat';
import type { HttpRequest } from '@arc-chat/session';
import type { SocketEvent } from './events.ts';

/** The time for one event. After it, the client still has patience for the answer: it waits for ten seconds. */
const patienceMs = 7_000;

/** An event's counts besides its posts: calls to the database, and attempts to append a message. */
const nothing = { calls: 0, puts: 0 };

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
 * The ports of one event. One process may handle several events at once. A database that does not answer fails the event
 * at its deadline, while there is time to tell the client.
 */
function portsOfEvent(shared: SharedPorts, counts: typeof nothing) {
  const { ports, posts } = eventPorts(shared, patienceMs);
  const call = (make: () => Promise<unknown>) => {
    counts.calls++;
    return inTime(ports.deadline - ports.now(), make);
  };
  const timed: Ports = {
    ...ports,
    log: wrapped(ports.log, (make, method) => {
      if (method === 'put') counts.puts++;
      return call(make);
    }),
    seats: wrapped(ports.seats, call),
    connections: wrapped(ports.connections, call),
    tickets: wrapped(ports.tickets, call),
    blocks: wrapped(ports.blocks, call),
  };
  return { ports: timed, posts };
}

const connectionOf = (event: HttpRequest | SocketEvent) =>
  event.requestContext && 'connectionId' in event.requestContext ? event.requestContext.connectionId : undefined;

/**
 * @param print writes one line
 * @param tagOf replaces a room's name in the log, because a secret name may be the room's only protection
 */
export const loggedTo =
  (print: (line: string) => void, tagOf: (room: string) => string, shared: SharedPorts) =>
  <Event extends HttpRequest | SocketEvent, Answer extends { statusCode: number }>(
    name: string,
    handler: Handler<Event, Answer>,
  ) =>
  async (event: Event, context?: LambdaContext): Promise<Answer> => {
    const since = performance.now();
    const counts = { ...nothing };
    const { ports, posts } = portsOfEvent(shared, counts);
    const known: Note = {};
    const tell = (outcome: string) => {
      const { room, ...rest } = { ...known, outcome };
      const ms = Math.round(performance.now() - since);
      const tag = room && { room: tagOf(room) };
      const from = { function: name, request: context?.awsRequestId, connection: connectionOf(event) };
      print(JSON.stringify({ ...from, ...tag, ...rest, ms, ...counts, ...posts }));
    };
    try {
      const answer = await handler(event, {
        ports,
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
