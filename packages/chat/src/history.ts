import { byteLength, limits } from '@arc-chat/protocol';
import type { Cursor, Frame, History, Message, ServerFrame } from '@arc-chat/protocol';
import type { Ports, Row } from './ports.ts';

/** After a cursor of another log, the newest page is short, because the rows above the cursor were read in vain. */
const fewMessages = 6;

const toMessage = ({ log: _, ...message }: Row): Message => message;

/** The newest messages. */
export const newestPage = (ports: Ports, room: string): Promise<History> => below(ports, room, limits.pageMessages);

/** A few of the newest messages: the answer to a hello with a cursor of another log. */
export const shortPage = (ports: Ports, room: string): Promise<History> => below(ports, room, fewMessages);

/** The newest messages below `before`. */
export async function pageBefore(ports: Ports, room: string, before: number): Promise<History> {
  const [page, newest] = await Promise.all([below(ports, room, limits.pageMessages, before), newestOf(ports, room)]);
  return { ...page, log: newest?.log ?? null, seq: newest?.seq ?? 0 };
}

async function below(ports: Ports, room: string, count: number, before?: number): Promise<History> {
  const rows = await ports.log.before(room, before, count + 1);
  const [last] = rows;
  const messages = rows.slice(0, count).toReversed().map(toMessage);
  return { log: last?.log ?? null, seq: last?.seq ?? 0, messages, more: rows.length > count };
}

/** Whether the rows from a cursor on begin with its own. If not, it is of another log, since no row is ever deleted. */
export const startWith = ([first]: Row[], { log, after }: Cursor): boolean =>
  after === 0 || (first?.seq === after && first.log === log);

/** The messages above a cursor, oldest first; undefined if the cursor's row is not in the room's log. */
export async function pageAfter(ports: Ports, room: string, { log, after }: Cursor): Promise<History | undefined> {
  const [rows, newest] = await Promise.all([
    ports.log.from(room, after, limits.pageMessages + 2),
    newestOf(ports, room),
  ]);
  if (!startWith(rows, { log, after })) return undefined;
  const above = after > 0 ? rows.slice(1) : rows;
  const messages = above.slice(0, limits.pageMessages);
  const last = rows.at(-1);
  const seq = Math.max(last?.seq ?? 0, newest?.seq ?? 0);
  return {
    log: last?.log ?? newest?.log ?? null,
    seq,
    messages: messages.map(toMessage),
    more: (messages.at(-1)?.seq ?? after) < seq,
  };
}

/** The first `seq` that is missing in the rows. A query is no snapshot: it can miss a row that is written while it runs. */
export function gapIn(rows: { seq: number }[], first: number): number | undefined {
  const at = rows.findIndex(({ seq }, i) => seq !== first + i);
  return at === -1 ? undefined : first + at;
}

/** @throws Error if a row is missing from the stored log, say after a partial restore. A later row must be known. */
export async function assertStored(ports: Ports, room: string, seq: number): Promise<void> {
  const [row] = await ports.log.from(room, seq, 1);
  if (row?.seq !== seq) throw new Error(`row ${seq} is missing from a log with later rows`);
}

/** No messages, only the current log and its newest `seq`: the answer to a cursor of another log. */
export async function noHistory(ports: Ports, room: string): Promise<History> {
  const newest = await newestOf(ports, room);
  return { log: newest?.log ?? null, seq: newest?.seq ?? 0, messages: [], more: false };
}

/**
 * The frame with as many of its messages as fit; the next page brings the others. One message always fits: an escaped
 * text is below 13 KiB, and 100 people are below 16 KiB.
 *
 * @param keep the messages to keep if not all fit
 */
export function fit<T extends Frame<ServerFrame, 'welcome' | 'page'>>(frame: T, keep: 'oldest' | 'newest'): T {
  let left = limits.serverFrameBytes - byteLength(JSON.stringify({ ...frame, messages: [] }));
  const ordered = keep === 'oldest' ? frame.messages : frame.messages.toReversed();
  const tooMany = ordered.findIndex((message) => (left -= byteLength(JSON.stringify(message)) + 1) < 0);
  if (tooMany === -1) return frame;
  const kept = ordered.slice(0, tooMany);
  return { ...frame, messages: keep === 'oldest' ? kept : kept.toReversed(), more: true };
}

const newestOf = async (ports: Ports, room: string): Promise<Row | undefined> =>
  (await ports.log.before(room, undefined, 1))[0];
