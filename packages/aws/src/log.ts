import { env } from './env.ts';
import { roomTagsWith } from './seal.ts';
import { world as outside } from './world.ts';
import type { World } from '@arc-chat/chat';
import type { HttpRequest, SocketEvent } from './events.ts';

/** What a function knows of its event. */
interface Note {
  room?: string;
  type?: string;
  seq?: number;
  outcome?: string;
}

/** What a function works with. */
interface Surroundings {
  world: World;
  /** Adds to the event's line in the log. */
  note(note: Note): void;
}

type Handler<Event, Answer> = (event: Event, surroundings: Surroundings) => Promise<Answer>;

/** The same port, but that somebody hears of every call. */
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

/** A world for one event: how often it was used is nobody else's count, though a process may handle several at once. */
function countedWorld(world: World, counts: { calls: number; posts: number }): World {
  const call = () => void counts.calls++;
  return {
    ...world,
    log: heard(world.log, call),
    seats: heard(world.seats, call),
    connections: heard(world.connections, call),
    tickets: heard(world.tickets, call),
    sockets: heard(world.sockets, () => void counts.posts++),
  };
}

const connectionOf = (event: HttpRequest | SocketEvent) =>
  'requestContext' in event ? event.requestContext.connectionId : undefined;

/** @param print gets each line; @param tagOf says a room without telling its name, which may be all that keeps it private */
export const loggedTo =
  (print: (line: string) => void, tagOf: (room: string) => string, world: World) =>
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
        world: countedWorld(world, counts),
        note: (note) => void Object.assign(known, note),
      });
      tell(answer.statusCode < 400 ? (known.outcome ?? 'ok') : String(answer.statusCode));
      return answer;
    } catch (error) {
      tell('error');
      throw error;
    }
  };

/**
 * Wraps a function's handler so that every event leaves one line of JSON in the log: which function, connection, room and
 * type of frame, how long it took, what it asked of the database and posted, and how it ended. Never what somebody
 * wrote, what they are called, or what would let anybody in.
 */
export const logged = loggedTo(console.log, roomTagsWith(env.secret), outside);
