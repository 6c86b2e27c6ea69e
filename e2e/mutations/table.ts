/** A place in a package, what is there, and what breaks it. */
export interface Mutation {
  what: string;
  file: string;
  search: string;
  replace: string;
}

const of =
  (file: string) =>
  (what: string, search: string, replace = ''): Mutation => ({ what, file: `packages/${file}`, search, replace });

const append = of('chat/src/append.ts');
const say = of('chat/src/say.ts');
const sender = of('client/src/drain.ts');
const reader = of('client/src/room-sync.ts');
const timeline = of('client/src/timeline.ts');

const update = 'await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? line.cursor() }))';
const stale = '{ ...next, floor: next.floor ?? line.cursor() }';
const seatsRead = '  const seats = await ports.seats.inRoom(room);\n';
const appending = '  const appended = await append(ports, { ...draft, room, user, name }, above);\n';
const refusing = "  if ('refused' in appended) throw new Refusal(appended.refused);\n";

export const mutations: Mutation[] = [
  append('takes a torn read for a whole one', 'rows.every((row, i) => row.seq === first + i)', 'true || [rows, first]'),
  append('looks for the id among the newest 50 only', 'rows.find((it)', 'rows.slice(-50).find((it)'),
  append(
    'does not look whether the put was done',
    'if (await ports.log.put(room, next)) return',
    'await ports.log.put(room, next);\n return',
  ),
  append('does not answer with the row that is there', 'if (row) return { row };'),
  append('searches however many rows', "if (rows.length > limits.floorRows) return { refused: 'resync' };"),
  append('takes a floor of another log', ' || rows[0].log !== floor.log'),
  say('reads the seats before the put', appending + refusing + seatsRead, seatsRead + appending + refusing),
  of('chat/src/admit.ts')('does not count a say', 'rings: { says, frames }', 'rings: { frames }'),
  of('chat/src/deliver.ts')('removes a seat that may be about to open', 'ports.now() - settledAfterMs', 'ports.now()'),
  of('chat/src/deliver.ts')('tells a departure of who sits elsewhere too', 'if (!present.has(user)) '),
  of('chat/src/hello.ts')(
    'does not renew the seat on a hello',
    'delivered to it.\n  const seat = await admit(ports, room, connection);',
    'delivered to it.\n  const seat = await ports.seats.find(room, connection);\n  if (!seat) return;',
  ),
  of('chat/src/door.ts')(
    'lets a connection go before its seat',
    '  const seat = await ports.seats.remove(room, connection);\n',
    '  await ports.connections.remove(connection);\n  const seat = await ports.seats.remove(room, connection);\n',
  ),
  sender('does not store the floor before the first attempt', update, stale),
  sender('takes a newer floor for every attempt', 'floor: it.floor ?? line.cursor()', 'floor: line.cursor()'),
  sender('writes a copy back that it read before', update, `await outbox.update(next.key, () => (${stale}))`),
  sender(
    'changes the id of a retry',
    '({ ...it, floor: it.floor ?? line.cursor() })',
    '({ ...it, id: it.floor ? it.id.slice(1) + it.id[0] : it.id, floor: it.floor ?? line.cursor() })',
  ),
  sender('moves a floor over a hole', 'if (row.seq !== after + 1) break;'),
  sender('moves a floor over its own row', 'if (row.id === id) return outbox.remove(key);'),
  sender('tries what failed again and again', '.find((entry) => !entry.failed)', '.at(0)'),
  of('client/src/outgoing.ts')(
    'is done with sending when the storage fails once',
    'if (this.#line.isOpen()) this.#isWoken = true;',
  ),
  of('client/src/outgoing.ts')(
    'keeps the floors of another log',
    'entry.floor ? { ...entry, floor: start } : entry',
    'entry',
  ),
  timeline(
    'puts the cursor beyond a hole',
    'below + (hole === -1 ? messages.length : hole)',
    'messages.at(-1)?.seq ?? below',
  ),
  timeline(
    'takes in what is said in another log',
    'timeline.log === null || timeline.log === log',
    'log !== null || timeline',
  ),
  reader('forgets what is said before the welcome', 'this.#early.push(frame)', 'return'),
  reader(
    'does not ask about a hole',
    'this.#hole ??= setTimeout',
    'this.#hole ??= ((_: unknown, __: number) => undefined)',
  ),
  reader('stops asking after one page', '!hasHole(next) || this.cursor.after === asked.after', 'true'),
  reader('does not say hello again in another log', 'if (isOther) this.hello();'),
  of('client/src/people.ts')('lets an older list count', 'if (list.at < people.listedAt) return people;'),
  of('client/src/attempt.ts')('takes any row for its own', 'row.id === this.#current?.id', 'row'),
];
