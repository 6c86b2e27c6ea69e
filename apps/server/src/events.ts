import { stdout } from 'node:process';
import { eventPorts } from '@arc-chat/chat';
import type { CommitGate } from '@arc-chat/node';
import type { Ports, SharedPorts } from '@arc-chat/chat';

/** The time for one event, as in the functions. */
const patienceMs = 7_000;

/** Adds fields to an event's line. */
type Note = (fields: { room?: string; outcome?: string }) => void;

export type Events = ReturnType<typeof eventsOf>;

/**
 * Does the work of an event, and writes one line of JSON for it, as the functions do. No line contains a message, the
 * name of a person or a room, or a credential.
 *
 * @param tagOf replaces a room's name
 */
export function eventsOf(shared: SharedPorts, { afterCommit }: CommitGate, tagOf: (room: string) => string) {
  let lines = '';
  const print = () => {
    stdout.write(lines);
    lines = '';
  };

  /** @param name the function that has this event on Lambda */
  return async <Answer>(
    name: string,
    connection: string | undefined,
    work: (ports: Ports, note: Note) => Promise<Answer>,
  ): Promise<Answer> => {
    const since = performance.now();
    const { ports, posts } = eventPorts(shared, patienceMs);
    let known: Parameters<Note>[0] = { outcome: 'error' };
    try {
      const answer = await work(ports, (fields) => void (known = { ...known, ...fields }));
      if (known.outcome === 'error') known.outcome = 'ok';
      return answer;
    } finally {
      const { room, ...rest } = known;
      const ms = Math.round(performance.now() - since);
      if (lines === '') afterCommit(print);
      lines += `${JSON.stringify({ function: name, connection, room: room && tagOf(room), ...rest, ms, ...posts })}\n`;
    }
  };
}
