import { roomTagsWith } from '@arc-chat/session';
import { env } from './env.ts';
import { ports as outside } from './ports.ts';
import type { Ports } from '@arc-chat/chat';
import type { HttpRequest } from '@arc-chat/session';
import type { SocketEvent } from './events.ts';
import type { SharedPorts } from './ports.ts';

/** An event's share of the function's 15 seconds (app.arc). The rest is for the answer itself. */
const patienceMs = 10_000;

/** What a function adds to its event's line in the log. */
interface Note {
  room?: string;
  type?: string;
  seq?: number;
  outcome?: string;
}

/** A function's tools for one event. */
interface EventContext {
  ports: Ports;
  /** Adds to the event's line in the log. */
  note(note: Note): void;
}

export type Handler<Event, Answer> = (event: Event, context: EventContext) => Promise<Answer>;

/** The same port, with a listener for every call. */
function heard<T extends object>(port: T, hear: () => void): T {
  return new Proxy(port, {
    get(port, name) {
      const method: unknown = Reflect.get(port, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        hear();
        return method.apply(port, args);
      };
    },
  });
}

/** The ports of one event, with its own deadline and its own counts: one process may handle several events at once. */
function portsOfEvent(ports: SharedPorts, counts: { calls: number; posts: number }): Ports {
  const call = () => void counts.calls++;
  return {
    ...ports,
    deadline: ports.now() + patienceMs,
    log: heard(ports.log, call),
    seats: heard(ports.seats, call),
    connections: heard(ports.connections, call),
    tickets: heard(ports.tickets, call),
    sockets: heard(ports.sockets, () => void counts.posts++),
  };
}

const connectionOf = (event: HttpRequest | SocketEvent) =>
  'requestContext' in event ? event.requestContext.connectionId : undefined;

/**
 * @param print gets each line
 * @param tagOf replaces a room's name in the log, for the name may be all that keeps the room private
 */
export const loggedTo =
  (print: (line: string) => void, tagOf: (room: string) => string, ports: SharedPorts) =>
  <Event extends HttpRequest | SocketEvent, Answer extends { statusCode: number }>(
    name: string,
    handler: Handler<Event, Answer>,
  ) =>
  async (event: Event): Promise<Answer> => {
    const since = performance.now();
    const counts = { calls: 0, posts: 0 };
    const known: Note = {};
    const tell = (outcome: string) => {
      const { room, ...rest } = { ...known, outcome };
      const ms = Math.round(performance.now() - since);
      const tag = room && { room: tagOf(room) };
      print(JSON.stringify({ function: name, connection: connectionOf(event), ...tag, ...rest, ms, ...counts }));
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
 * Wraps a function's handler: every event gets a deadline and leaves one line of JSON in the log, with its function,
 * connection, room and type of frame, its duration, its calls to the database, its posts, and its outcome. No line holds
 * a text, a name, or anything that opens the door.
 */
export const logged = loggedTo(console.log, roomTagsWith(env.secret), outside);
