import assert from 'node:assert/strict';
import { limits } from '@arc-chat/protocol';
import { addressTagsWith, sealWith } from '@arc-chat/session';
import { fillSeats } from '../storage.ts';
import { sourceIp } from './events.ts';
import { secret } from './stack.ts';
import type { Cloud } from './cloud.ts';

/** A frame that says a room's first message. */
export const greeting = (room: string) => ({
  type: 'say',
  room,
  id: 'a'.repeat(32),
  text: 'Hello.',
  log: null,
  after: 0,
});

async function chat(cloud: Cloud, room: string, connection: string): Promise<void> {
  const page = { type: 'page', room, before: 1 };
  for (const frame of [greeting(room), greeting(room), 'not a frame', { type: 'typing', room }, page])
    await cloud.send(connection, frame);
}

/** Sockets with a used ticket, no ticket, one that is too old, and one of another origin. */
async function knockInVain(cloud: Cloud, room: string, used: string): Promise<void> {
  const { url } = await cloud.ticket(room);
  const claims = { jti: 'a', sub: 'ann', name: 'Ann', room, origin: cloud.origin };
  const expired = await sealWith(secret).seal('socket', -1, claims);
  const urls = [used, cloud.socket, `${cloud.socket}?ticket=${expired}`].map((it) => cloud.connect(it));
  const refused = await Promise.all([...urls, cloud.connect(url, 'https://elsewhere.example')]);
  for (const { status } of refused) assert.equal(status, 403);
}

/** Tickets to a full room, to no room, and to another origin. */
async function askInVain(cloud: Cloud, cookies: string[]): Promise<void> {
  const ask = (room: string, origin = cloud.origin) =>
    cloud.request('POST /ticket', { headers: { origin }, cookies, body: JSON.stringify({ room }) });
  const refused = await Promise.all([ask('full'), ask('No room'), ask('lobby', 'https://elsewhere.example')]);
  assert.deepEqual(
    refused.map(({ statusCode }) => statusCode),
    [409, 400, 403],
  );
}

/** Takes all seats of the room `full` that it gives to one address: the one that events come from. */
export const fillFromHere = (seat: { leaseMs?: number } = {}) =>
  fillSeats('full', limits.addressSeats, { ...seat, address: addressTagsWith(secret)(sourceIp) });

/** What people and networks do on any day. */
export async function liveADay(cloud: Cloud, room: string): Promise<void> {
  const [ann, bob, vanished] = [await cloud.enter(room), await cloud.enter(room), await cloud.enter(room)];
  await chat(cloud, room, ann.connection);
  // API Gateway sends no $disconnect for some sockets. A post then answers 410.
  cloud.aws.open.delete(vanished.connection);
  await cloud.send(bob.connection, { type: 'typing', room });
  await knockInVain(cloud, room, ann.url);
  await askInVain(cloud, ann.cookies);
  await Promise.all(Array.from({ length: 60 }, () => cloud.send(ann.connection, { type: 'typing', room })));
  assert.ok(!cloud.aws.open.has(ann.connection), 'the flood was stopped');
  await cloud.disconnect(ann.connection, 1006, '');
  await cloud.disconnect(bob.connection, 1001, 'Going away');
}
