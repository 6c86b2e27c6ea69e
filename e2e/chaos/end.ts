import { setTimeout } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import type { Message } from '@arc-chat/protocol';
import type { RoomState } from '@arc-chat/client';
import type { Page } from './page.ts';
import type { Participant } from './participant.ts';

/** The longest wait for a ticket, the longest backoff after it, and as much again where two tabs take turns. */
const outboxesWithinMs = 2 * (10_000 + 30_000 + 20_000);
const viewsWithinMs = 30_000;

/** @returns whether it came true in time */
async function until(condition: () => Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await setTimeout(50, undefined, { signal });
  }
  return true;
}

/** The state of a page whose messages do not leave, in one line. */
function describe({ status, messages, hasOlder, outbox: [next] }: RoomState): string {
  const known = `it knows messages up to ${messages.at(-1)?.seq ?? 0}${hasOlder ? ', without the oldest' : ''}`;
  return `${JSON.stringify(status)}; ${known}; the next to be sent is ${JSON.stringify(next)}`;
}

const isEmpty = async ({ disk, role }: Participant) => (await disk.outbox.all(role.room)).length === 0;

/** The faults are over: everything that was written has to be sent now. @returns who is stuck, and with what */
export async function emptyOutboxes(people: Participant[], signal: AbortSignal): Promise<string[]> {
  for (const page of people.flatMap(({ pages }) => pages)) page.wake();
  const areEmpty = async () => (await Promise.all(people.map(isEmpty))).every(Boolean);
  if (await until(areEmpty, outboxesWithinMs, signal)) return [];
  const stuck: string[] = [];
  for (const person of people) {
    const entries = await person.disk.outbox.all(person.role.room);
    if (entries.length === 0) continue;
    const tabs = person.pages.map(({ state }, i) => `\n    tab ${i + 1}: ${describe(state)}`);
    stuck.push(`${person.role.person} is stuck with ${entries.length} messages${tabs.join('')}`);
  }
  return stuck;
}

/** A heartbeat for everybody, after which they have to know all that there is. Whoever does not is judged by it. */
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

/** The whole history as somebody finds it who was not there, and whose network is good. */
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
