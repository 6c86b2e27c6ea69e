import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { block as blockAndClose, erase as eraseText } from '@arc-chat/chat';
import { RoomName } from '@arc-chat/protocol';
import { isAddressTag } from '@arc-chat/session';
import * as v from 'valibot';
import { Problem } from '../root.ts';
import type { Blockable } from '@arc-chat/chat';
import type { Chat } from './chat.ts';

const kinds = ['user', 'room', 'ip'] as const;

const times = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

const whenOf = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

function refuseMore([word]: string[]): void {
  if (word !== undefined) throw new Problem(`There is one word too many: ${word}.`);
}

function roomOf(name: string | undefined): string {
  const room = v.safeParse(RoomName, name);
  if (room.success) return room.output;
  throw new Problem('Name a room: 1 to 64 of a-z, 0-9 and -.');
}

/** Reads the person, room or network from the arguments. */
function blockableIn([kindName, value = '', ...more]: string[]): Blockable {
  const kind = kinds.find((it) => it === kindName);
  if (!kind || !value) throw new Problem('Name a person, a room or a network: user ID, room NAME or ip ADDRESS.');
  refuseMore(more);
  if (kind === 'ip' && !isIP(value) && !isAddressTag(value)) {
    throw new Problem(`${value} is not an IP address, nor a tag of a network as \`look\` prints it.`);
  }
  return { kind, value: kind === 'room' ? roomOf(value) : value };
}

/** As the database has it: a network is known by its tag only. */
const tagged = ({ kind, value }: Blockable, { addressTag }: Chat): Blockable => ({
  kind,
  value: kind === 'ip' && !isAddressTag(value) ? addressTag(value) : value,
});

function hoursIn(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= 24 * 366) return hours;
  throw new Problem(`--hours ${text} is no length of time. Give a number of hours, at most ${24 * 366}.`);
}

function optionsOf(args: string[]) {
  try {
    return parseArgs({ args, options: { hours: { type: 'string' } }, allowPositionals: true });
  } catch {
    throw new Problem('The only option is --hours, with a number: --hours 24.');
  }
}

/** Prints who is in a room, and its newest messages. */
function look([name, ...more]: string[]) {
  const room = roomOf(name);
  refuseMore(more);
  return async ({ ports }: Chat) => {
    const [seats, rows] = await Promise.all([ports.seats.inRoom(room), ports.log.before(room, undefined, 24)]);
    console.log(`${times(seats.length, 'socket')} in ${room}: user, network, name`);
    for (const { user, address, name } of seats) console.log(`  ${user}  ${address}  ${name}`);
    console.log('The newest messages: number, UTC, user, name, text');
    for (const { seq, at, user, name, text, removes } of rows.toReversed()) {
      const what = removes === undefined ? JSON.stringify(text) : `removes ${removes}`;
      console.log(`  ${seq}  ${whenOf(at)}  ${user}  ${name}  ${what}`);
    }
  };
}

/** Prints the blocks that hold. */
function blocks(args: string[]) {
  refuseMore(args);
  return async ({ ports, everyBlock }: Chat) => {
    const now = ports.now();
    const holding = (await everyBlock()).filter(({ until = Infinity }) => until > now);
    console.log(holding.length === 0 ? 'Nobody is blocked.' : `${times(holding.length, 'block')}:`);
    for (const { what, until } of holding) {
      console.log(`  ${what.replace('#', ' ')}  ${until ? `until ${whenOf(until)} UTC` : 'until it is removed'}`);
    }
  };
}

/** Keeps somebody out, and closes their sockets. */
function block(args: string[]) {
  const { values, positionals } = optionsOf(args);
  const given = blockableIn(positionals);
  const hours = values.hours === undefined ? undefined : hoursIn(values.hours);
  return async (chat: Chat) => {
    const { ports, everySeat } = chat;
    const who = tagged(given, chat);
    const until = hours === undefined ? undefined : ports.now() + hours * 3_600_000;
    const concerned = await blockAndClose(ports, everySeat, who, until);
    const end = until === undefined ? 'until you unblock it' : `until ${whenOf(until)} UTC`;
    console.log(`The ${who.kind} ${who.value} is blocked ${end}. ${times(concerned, 'socket')} concerned.`);
  };
}

function unblock(args: string[]) {
  const given = blockableIn(args);
  return async (chat: Chat) => {
    const who = tagged(given, chat);
    if (!(await chat.ports.blocks.remove(who))) throw new Problem(`The ${who.kind} ${who.value} was not blocked.`);
    console.log(`The ${who.kind} ${who.value} is not blocked any more.`);
  };
}

/** Empties the texts of messages, here and on the open pages. */
function erase([name, ...numbers]: string[]) {
  const room = roomOf(name);
  const seqs = numbers.map(Number);
  if (seqs.length === 0 || !seqs.every((seq) => Number.isSafeInteger(seq) && seq > 0)) {
    throw new Problem(`Name the numbers of the messages, as \`look ${room}\` prints them.`);
  }
  return async ({ ports }: Chat) => {
    const missing: number[] = [];
    for (const seq of seqs) if (!(await eraseText(ports, room, seq))) missing.push(seq);
    console.log(`${times(seqs.length - missing.length, 'message')} of ${room} erased.`);
    if (missing.length > 0) throw new Problem(`${room} has no message ${missing.join(', ')}.`);
  };
}

/** Prints a room's tag in the logs. */
function tag([name, ...more]: string[]) {
  const room = roomOf(name);
  refuseMore(more);
  return async ({ roomTag }: Chat) => console.log(roomTag(room));
}

/** The verbs that use the chat's database and sockets. Each checks its arguments, and returns its work. */
export const chatVerbs = new Map<string, (args: string[]) => (chat: Chat) => Promise<void>>([
  ['look', look],
  ['block', block],
  ['unblock', unblock],
  ['blocks', blocks],
  ['erase', erase],
  ['room-tag', tag],
]);
