import { encodeServerFrame } from '@arc-chat/protocol';
import type { Refused, ServerFrame } from '@arc-chat/protocol';
import { isCrowd, presentIn, rosterOf } from './presence.ts';
import type { Ports, Posted, Seat } from './ports.ts';

const atOnce = 128;

/** During `$connect` every post answers "gone". The socket of a seat younger than this may be about to open. */
const settledAfterMs = 30_000;

const isOver = (ports: Ports) => ports.now() >= ports.deadline;

/**
 * Runs the task for every item, at most `atOnce` at a time, until the event is out of time. A task that is done at once
 * costs no promise and no look at the clock.
 *
 * @returns the items left
 */
async function forEach<T extends object>(
  ports: Ports,
  items: T[],
  task: (item: T) => void | Promise<void>,
): Promise<T[]> {
  let next = 0;
  const work = async () => {
    for (let item = items[next++]; item; item = items[next++]) {
      const working = task(item);
      if (!working) continue;
      await working;
      if (isOver(ports)) return;
    }
  };
  const workers: Promise<void>[] = [];
  while (next < items.length && workers.length < atOnce && !isOver(ports)) workers.push(work());
  await Promise.all(workers);
  return items.slice(next);
}

/**
 * Posts a frame to each seat. A post that fails gets a second chance, once everybody had their first. The order is
 * random, so that sockets that do not read never delay the same people: only the sender is always the first. At the
 * event's deadline the rest is left out. These clients find the message at their next heartbeat.
 *
 * If a socket is gone, only its own seat is removed, and the departure is told. Any other failure removes nothing,
 * because the socket may still be open.
 */
export async function deliver(ports: Ports, seats: Seat[], frame: ServerFrame, sender?: Seat): Promise<void> {
  const data = encodeServerFrame(frame);
  const gone: Seat[] = [];
  const failed: Seat[] = [];
  const note = (seat: Seat, outcome: Posted, failures: Seat[]) => {
    if (outcome === 'gone') gone.push(seat);
    if (outcome === 'failed') failures.push(seat);
  };
  const post = (failures: Seat[]) => (seat: Seat) => {
    const outcome = ports.sockets.post(seat.connection, data);
    return typeof outcome === 'string' ? note(seat, outcome, failures) : outcome.then((it) => note(seat, it, failures));
  };
  const left = await forEach(ports, shuffled(ports, seats, sender), post(failed));
  const leftAgain = await forEach(ports, failed, post([]));
  if (left.length + leftAgain.length > 0) ports.unposted(left.length + leftAgain.length);

  const removed: Seat[] = [];
  await forEach(ports, gone, async ({ room, connection }) => {
    const seat = await ports.seats.remove(room, connection, { takenBy: ports.now() - settledAfterMs });
    if (seat) removed.push(seat);
  });
  if (!isOver(ports)) await tellDepartures(ports, removed);
}

/** A random order, by Fisher and Yates, but for the first. */
function shuffled(ports: Ports, seats: Seat[], first: Seat | undefined): Seat[] {
  const others: Seat[] = [];
  const firsts: Seat[] = [];
  for (const seat of seats) {
    if (seat.connection === first?.connection) {
      firsts.push(seat);
      continue;
    }
    const at = others.length - Math.floor(ports.random() * (others.length + 1));
    others.push(others[at] ?? seat);
    others[at] = seat;
  }
  return [...firsts, ...others];
}

export async function refuse(ports: Ports, connection: string, refused: Refused): Promise<void> {
  const post = () => ports.sockets.post(connection, encodeServerFrame(refused));
  if ((await post()) === 'failed') await post();
}

/** Sends a frame to all but this connection, unless they are a crowd. Classic clients do not know such frames. */
export async function tellOthers(ports: Ports, seats: Seat[], connection: string, frame: ServerFrame): Promise<void> {
  if (isCrowd(seats, ports.now())) return;
  const others = seats.filter((seat) => seat.version > 0 && seat.connection !== connection);
  await deliver(ports, others, frame);
}

/**
 * Tells the room of the people who left with the removed seats. A person with another unexpired seat has not left. A
 * person whose lease had expired was not present any more. The time is taken before the seats are read, so an arrival
 * that the read misses is newer than the departure.
 */
export async function tellDepartures(ports: Ports, removed: Seat[]): Promise<void> {
  const at = ports.now();
  const present = presentIn(removed, at);
  const [first] = present;
  if (!first) return;
  const { room } = first;
  const seats = await rosterOf(ports, room);
  const staying = new Set(presentIn(seats, at).map(({ user }) => user));
  for (const user of new Set(present.map((seat) => seat.user))) {
    if (!staying.has(user)) await tellOthers(ports, seats, first.connection, { type: 'departed', room, user, at });
  }
}
