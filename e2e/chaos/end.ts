import { setTimeout } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import type { Message } from '@arc-chat/protocol';
import type { Page } from './page.ts';
import type { Participant } from './participant.ts';

/**
 * How long nothing at all may happen: 10 s for a ticket, 30 s for the longest backoff, 20 s to spare; twice, as two tabs
 * may send one after the other. There is no limit for the whole, because a slow machine needs longer for the same work.
 */
const patienceMs = 2 * (10_000 + 30_000 + 20_000);

/** Waits until nothing is left. @returns false after so much time without progress */
export async function untilNone(
  left: () => number | Promise<number>,
  signal: AbortSignal,
  patience = patienceMs,
): Promise<boolean> {
  let least = Infinity;
  let deadline = 0;
  for (;;) {
    const rest = await left();
    if (rest === 0) return true;
    if (rest < least) [least, deadline] = [rest, performance.now() + patience];
    if (performance.now() > deadline) return false;
    await setTimeout(50, undefined, { signal });
  }
}

/** Describes the state of a page in one line, to show why it does not send. */
function describe(page: Page): string {
  const { messages, hasOlder } = page.state;
  const known = `it knows messages up to ${messages.at(-1)?.seq ?? 0}${hasOlder ? ', without the oldest' : ''}`;
  return `${known}; ${page.describe()}`;
}

const outboxOf = ({ disk, role }: Participant) => disk.outbox.all(role.room);

/**
 * Waits until every outbox is empty: without faults, every message has to be sent.
 *
 * @returns a text for each person with messages left, and the state of their tabs
 */
export async function emptyOutboxes(people: Participant[], signal: AbortSignal): Promise<string[]> {
  for (const page of people.flatMap(({ pages }) => pages)) page.wake();
  const waiting = async () => (await Promise.all(people.map(outboxOf))).flat().length;
  if (await untilNone(waiting, signal)) return [];
  const stuck: string[] = [];
  for (const person of people) {
    const entries = await outboxOf(person);
    if (entries.length === 0) continue;
    const tabs = person.pages.map((page, i) => `\n    tab ${i + 1}: ${describe(page)}`);
    stuck.push(`${person.role.person} still has ${entries.length} messages in the outbox${tabs.join('')}`);
  }
  return stuck;
}

/** Reads a room's whole log, of a length that is known from the table. */
async function readAll(reader: Pick<Page, 'older' | 'state'>, length: number, signal: AbortSignal): Promise<void> {
  const unread = async () => {
    await reader.older();
    const { messages, hasOlder } = reader.state;
    return Math.max(length - messages.length, Number(hasOlder));
  };
  await untilNone(unread, signal);
}

/** Wakes every page and waits until it shows its room's whole log. The judge finds a page that does not. */
export async function catchUp(
  people: Participant[],
  lengths: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const learn = async (page: Page, length: number) => {
    page.wake();
    await readAll(page, length, signal);
  };
  await Promise.all(people.flatMap(({ role, pages }) => pages.map((page) => learn(page, lengths.get(role.room) ?? 0))));
}

/** Reads a room's whole log as a new client does, without the bad network. */
export async function readAsGuest(
  origin: string,
  room: string,
  length: number,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const reader = new Room(room, guest(origin));
  reader.open();
  await readAll(reader, length, signal);
  const { messages } = reader.state;
  reader.close();
  return messages;
}
