import { setTimeout } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import type { Message } from '@arc-chat/protocol';
import type { Page } from './page.ts';
import type { Participant } from './participant.ts';

/** 10 s for a ticket, 30 s for the longest backoff, 20 s to spare; twice, as two tabs may send one after the other. */
const outboxesWithinMs = 2 * (10_000 + 30_000 + 20_000);
const viewsWithinMs = 30_000;

/** Waits for a condition. @returns whether it became true in time */
async function until(condition: () => Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await setTimeout(50, undefined, { signal });
  }
  return true;
}

/** Describes the state of a page in one line, to show why it does not send. */
function describe(page: Page): string {
  const { messages, hasOlder } = page.state;
  const known = `it knows messages up to ${messages.at(-1)?.seq ?? 0}${hasOlder ? ', without the oldest' : ''}`;
  return `${known}; ${page.describe()}`;
}

const isEmpty = async ({ disk, role }: Participant) => (await disk.outbox.all(role.room)).length === 0;

/**
 * Waits until every outbox is empty: without faults, every message has to be sent in time.
 *
 * @returns a text for each person with messages left, and the state of their tabs
 */
export async function emptyOutboxes(people: Participant[], signal: AbortSignal): Promise<string[]> {
  for (const page of people.flatMap(({ pages }) => pages)) page.wake();
  const areEmpty = async () => (await Promise.all(people.map(isEmpty))).every(Boolean);
  if (await until(areEmpty, outboxesWithinMs, signal)) return [];
  const stuck: string[] = [];
  for (const person of people) {
    const entries = await person.disk.outbox.all(person.role.room);
    if (entries.length === 0) continue;
    const tabs = person.pages.map((page, i) => `\n    tab ${i + 1}: ${describe(page)}`);
    stuck.push(`${person.role.person} still has ${entries.length} messages in the outbox${tabs.join('')}`);
  }
  return stuck;
}

/** Wakes every page and waits until it shows its room's whole log. The judge finds a page that does not. */
export async function catchUp(
  people: Participant[],
  lengths: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const learn = async (page: Page, length: number) => {
    page.wake();
    const knows = async () => {
      await page.older();
      return page.state.messages.length >= length && !page.state.hasOlder;
    };
    await until(knows, viewsWithinMs, signal);
  };
  await Promise.all(people.flatMap(({ role, pages }) => pages.map((page) => learn(page, lengths.get(role.room) ?? 0))));
}

/** Reads a room's whole log as a new client does, without the bad network. */
export async function readAsGuest(origin: string, room: string, signal: AbortSignal): Promise<readonly Message[]> {
  const reader = new Room(room, guest(origin));
  reader.open();
  await until(async () => reader.state.status.type === 'live', viewsWithinMs, signal);
  const isComplete = async () => {
    await reader.older();
    return !reader.state.hasOlder;
  };
  await until(isComplete, viewsWithinMs, signal);
  const { messages } = reader.state;
  reader.close();
  return messages;
}
