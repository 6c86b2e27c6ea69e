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
const drain = of('client/src/drain.ts');
const outgoing = of('client/src/outgoing.ts');
const requests = of('client/src/requests.ts');
const connection = of('client/src/connection.ts');
const pending = of('client/src/pending.ts');
const sync = of('client/src/room-sync.ts');
const names = of('protocol/src/names.ts');
const frames = of('protocol/src/frames.ts');
const refusals = of('protocol/src/refusals.ts');
const timeline = of('client/src/timeline.ts');

const update = 'await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? link.newest }))';
const stale = '{ ...next, floor: next.floor ?? link.newest }';
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
  drain('does not store the floor before the first attempt', update, stale),
  drain('takes a newer floor for every attempt', 'floor: it.floor ?? link.newest', 'floor: link.newest'),
  drain('writes a copy back that it read before', update, `await outbox.update(next.key, () => (${stale}))`),
  drain(
    'changes the id of a retry',
    '({ ...it, floor: it.floor ?? link.newest })',
    '({ ...it, id: it.floor ? it.id.slice(1) + it.id[0] : it.id, floor: it.floor ?? link.newest })',
  ),
  drain('moves a floor over a hole', 'if (row.seq !== after + 1) break;'),
  drain('moves a floor over its own row', 'if (row.id === id) return outbox.remove(key);'),
  drain('tries what failed again and again', '.find((entry) => !entry.failed)', '.at(0)'),
  outgoing('stops sending when the storage fails once', 'if (this.#link.isSeated) this.#isWoken = true;'),
  outgoing('keeps the floors of another log', 'entry.floor ? { ...entry, floor: start } : entry', 'entry'),
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
  sync('forgets what is said before the welcome', 'this.#early.push(frame)', 'return'),
  sync('does not ask about a hole', 'if (isOver && hasHole(this.timeline)) void this.ask();'),
  sync('stops asking after one page', '!hasHole(next) || this.cursor.after === asked.after', 'true'),
  sync('does not say hello again in another log', 'if (isNewLog) this.hello();'),
  of('client/src/people.ts')('lets an older list count', 'if (list.at < people.listedAt) return people;'),
  requests('takes any row for its own', "answer(id, 'settled')", "answerAll('settled')"),
  requests('does not end a message that was refused', 'else this.#acknowledgements.answer(key, refused);'),
  requests('does not end a question that was refused', 'this.#pages.answerAll(refused);', 'return;'),
  requests('lets a silent hello be', "outcome !== 'settled'", "typeof outcome === 'object'"),
  requests(
    'takes the last socket for this one',
    'this.#welcomed === this.#channel.signal && !this.#welcomed.aborted',
    'this.#welcomed !== undefined',
  ),
  requests('asks again at once after a refusal', 'else await this.pause(backoff(0));'),
  pending('waits on when the socket is gone', "signal.addEventListener('abort', abort);"),
  pending('ends every wait with one answer', 'if (wait.key === key)'),
  sync(
    'asks for older messages without a seat',
    '|| !this.timeline.hasOlder || !this.isSeated',
    '|| !this.timeline.hasOlder',
  ),
  sync('goes on when a listener has closed the room', 'if (!this.isSeated) return;\n    this.#events', 'this.#events'),
  requests(
    'reconnects a room that was closed',
    "if (outcome !== 'settled') this.#giveUp(signal);",
    "if (outcome === 'silence' || typeof outcome === 'object') this.#channel.reconnect();",
  ),
  drain('says without a seat', ' || !link.isSeated) continue', ') continue'),
  drain(
    'does not wait before it says a refused message again',
    "case 'wait':\n      await link.pause(retryAfterMs);",
    "case 'wait':",
  ),
  outgoing('drains twice at once', 'if (this.#isDraining) return;'),
  of('client/src/room.ts')(
    'ends the heartbeat when a hello waits',
    'await sleep(this.#times.heartbeatMs, signal)',
    'await this.#sync.pause(this.#times.heartbeatMs)',
  ),
  connection('closes again and again', "if (this.#status.type !== 'stopped') this", 'this'),
  connection('uses a late ticket', "'later');\n    if (signal.aborted) return;", "'later');"),
  connection(
    'connects a room that was closed',
    '// The listener may have closed the room.\n    if (signal.aborted) return;',
  ),
  connection('starts two heartbeats on a socket', "if (this.#status.type === 'live') return;"),
  connection('keeps the frames of a lost socket', 'this.#throttle.clear();\n    const socket', 'const socket'),
  connection(
    'listens to a socket that was given up',
    "const frame = !signal.aborted && 'data' in event",
    "const frame = 'data' in event",
  ),
  frames('takes a blank text', "  v.check((text) => !isBlank(text), 'text is blank'),\n"),
  frames('takes a control character in a text', 'text === cleanText(text)', 'text.isWellFormed()'),
  outgoing('sends control characters', 'const text = cleanText(written)', 'const text = written'),
  outgoing('sends a blank text', 'if (isBlank(text)) return;'),
  names('drops the joiners of an emoji', '\\p{RGI_Emoji})|', '\\p{Emoji})|'),
  names('cuts a name within a grapheme', 'over?.index || '),
  refusals(
    'retries what a person has to change',
    "text: 'The text is too long.', effect: 'fail'",
    "text: 'The text is too long.', effect: 'wait'",
  ),
  refusals(
    'stays on a socket without a seat',
    "text: 'This socket has no seat in this room. Open another one.', effect: 'reconnect'",
    "text: 'This socket has no seat in this room. Open another one.', effect: 'wait'",
  ),
];
