import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { append, readAbove } from './append.ts';
import { deliver } from './deliver.ts';
import { Refusal } from './refusal.ts';
import type { Draft } from './append.ts';
import type { Ports, Row, Seat } from './ports.ts';

/** The place of a message in the log. */
export interface Said {
  room: string;
  seq: number;
}

/**
 * The order is part of the proof: persist, then read the seats, then deliver. A client that took its seat before that
 * read gets the message delivered; a client that takes its seat later finds the message in the log.
 */
export async function appendAndDeliver(ports: Ports, draft: Draft, above?: Row[], sender?: Seat): Promise<Said> {
  const appended = await append(ports, draft, above);
  if ('refused' in appended) throw new Refusal(appended.refused);
  const { row } = appended;
  const { room } = draft;
  const seats = await ports.seats.inRoom(room);
  // A classic client would show an empty message.
  const knowing = row.removes === undefined ? seats : seats.filter(({ version }) => version > 0);
  await deliver(ports, knowing, { type: 'said', room, ...row }, sender);
  return { room, seq: row.seq };
}

/** Says a message exactly once, even if frames are lost, doubled or retried: see `append`. */
export async function say(ports: Ports, connection: string, frame: Frame<ClientFrame, 'say'>): Promise<Said> {
  const [seat, above] = await Promise.all([
    admit(ports, frame.room, connection, 'say'),
    readAbove(ports, frame.room, frame.after),
  ]);
  const { id, text, log, after } = frame;
  const { room, user, name } = seat;
  return appendAndDeliver(ports, { room, id, user, name, text, log, after }, above, seat);
}

/** Says a text of a classic client, at most once: without an id a retry cannot be recognised. */
export async function sayClassic(ports: Ports, room: string, connection: string, text: string): Promise<Said> {
  const [seat, newest] = await Promise.all([
    admit(ports, room, connection, 'say'),
    ports.log.before(room, undefined, 1),
  ]);
  const [last] = newest;
  const floor = { log: last?.log ?? null, after: last?.seq ?? 0 };
  const { user, name } = seat;
  return appendAndDeliver(ports, { room, id: ports.newId(), user, name, text, ...floor }, newest, seat);
}
