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
const admit = of('chat/src/admit.ts');
const deliver = of('chat/src/deliver.ts');
const history = of('chat/src/history.ts');
const say = of('chat/src/say.ts');
const remove = of('chat/src/remove.ts');
const gate = of('node/src/gate.ts');
const stored = of('node/src/log.ts');
const sockets = of('node/src/sockets.ts');
const drain = of('client/src/drain.ts');
const entry = of('client/src/entry.ts');
const outgoing = of('client/src/outgoing.ts');
const requests = of('client/src/requests.ts');
const connection = of('client/src/connection.ts');
const throttle = of('client/src/throttle.ts');
const pending = of('client/src/pending.ts');
const sync = of('client/src/room-sync.ts');
const names = of('protocol/src/names.ts');
const frames = of('protocol/src/frames.ts');
const refusals = of('protocol/src/refusals.ts');
const timeline = of('client/src/timeline.ts');

const update = 'await outbox.update(next.key, (it) => ({ ...it, floor: it.floor ?? link.newest }))';
const stale = '{ ...next, floor: next.floor ?? link.newest }';
const seatsRead = '  const seats = await ports.seats.inRoom(room);\n';
const appending = '  const appended = await append(ports, draft, above);\n';
const emptying = '  await empty(ports, room, row);\n  const { user, name } = seat;\n';
const refusing =
  "  if ('refused' in appended) throw new Refusal(appended.refused);\n  const { row } = appended;\n  const { room } = draft;\n";

export const mutations: Mutation[] = [
  history('takes a torn read for a whole one', 'rows.findIndex(({ seq }, i) => seq !== first + i)', '-1'),
  history('takes a hole in the stored log for a torn read', 'if (row?.seq !== seq) throw', 'if (!row && !seq) throw'),
  append('looks for the id among the newest rows only', 'rows.find((it)', 'rows.slice(-5).find((it)'),
  append(
    'does not look whether the put was done',
    'if (await ports.log.put(room, next)) return',
    'await ports.log.put(room, next);\n return',
  ),
  append('does not answer with the row that is there', 'if (row) return { row };'),
  append('searches however many rows', "if (newest.seq > search.end) return 'resync';"),
  append('reads the whole search for a message that may be refused', 'const firstRows = 6;', 'const firstRows = 24;'),
  append('reads on while others write', 'const maxRead = 36;', 'const maxRead = 360;'),
  append('tries on when the event is out of time', ' || ports.now() >= ports.deadline'),
  history('takes a floor of another log', ' && first.log === log'),
  say(
    'reads the seats before the put',
    appending + refusing + seatsRead,
    seatsRead.replace('room)', 'draft.room)') + appending + refusing,
  ),
  remove('removes what somebody else said', 'row.user !== seat.user || '),
  remove('removes a removal', ' || row.removes !== undefined) throw new Refusal', ') throw new Refusal'),
  remove('removes before it looks at the floor', ' || !startWith(above, { log, after })'),
  remove('leaves the text in the table', emptying, '  const { user, name } = seat;\n'),
  admit('charges nothing in a burst', 'below: now + budget.floodMs, cost }', 'below: now + budget.floodMs, cost: 0 }'),
  admit('never slows a client down', 'if (ahead > cost)', 'if (ahead > 1e9)'),
  admit('never closes a socket', 'below: now + budget.floodMs', 'below: Infinity'),
  deliver('removes a seat that may be about to open', 'ports.now() - settledAfterMs', 'ports.now()'),
  deliver('tells a departure of who sits elsewhere too', 'if (!staying.has(user)) '),
  deliver('posts in the same order each time', 'ports.random() *', '0 *'),
  deliver('gives a failed post no second chance', 'await forEach(ports, failed, post([]))', '[]'),
  deliver('posts on when the event is out of time', '      if (isOver(ports)) return;\n'),
  of('chat/src/door.ts')(
    'reads the blocks before the seat is taken',
    '  await ports.seats.take(seat);\n  const late = await blockedMeanwhile(ports, seat);\n',
    '  const late = await blockedMeanwhile(ports, seat);\n  await ports.seats.take(seat);\n',
  ),
  of('chat/src/operator.ts')(
    'closes the sockets before it writes the block',
    '  await ports.blocks.add(who, until);\n  const seats = (await everySeat()).filter((seat) => isOf(who, seat));\n',
    '  const seats = (await everySeat()).filter((seat) => isOf(who, seat));\n  await ports.blocks.add(who, until);\n',
  ),
  of('chat/src/presence.ts')('counts the dead', 'seats.filter(({ lease }) => lease > now)', 'seats.filter(() => now)'),
  of('chat/src/door.ts')(
    'lets one more into a full room',
    "if (!(await makePlace(ports, room, address))) return 'room-full';",
  ),
  of('chat/src/page.ts')(
    'answers with a hole of the stored log',
    'if (gap !== undefined) await assertStored(ports, room, gap);',
  ),
  of('chat/src/hello.ts')(
    'does not renew the seat on a hello',
    "delivered to it.\n  const seat = await admit(ports, room, connection, 'hello');",
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
  drain('moves a floor over its own row', 'if (row.id === entry.id) return settle(outbox, entry, row, page.log);'),
  entry('tries what failed again and again', '.filter((entry) => !entry.failed)'),
  entry('sends a removal to another log', 'removes !== undefined || (isDiscarded', '(isDiscarded'),
  entry(
    'forgets what was discarded after it was sent',
    'it.isDiscarded ? { ...it, ...removal } : undefined',
    'undefined',
  ),
  entry('changes the removal that another tab made', 'it.id === id ? alter(it) : it', 'id ? alter(it) : it'),
  outgoing(
    'drops a discarded message that may be in the log',
    'it.floor && !it.failed && it.removes === undefined ? { ...it, isDiscarded: true } : undefined',
    'undefined',
  ),
  outgoing('ends the removals of the new log, too', 'floor?.log !== log', 'true'),
  outgoing('stops sending when the storage fails once', 'if (this.#link.isSeated) this.#isWoken = true;'),
  entry('keeps the floors of another log', 'floor ? { ...it, floor: start } : it', 'it'),
  timeline('keeps an erased text', "text === '' ? (removes ?? seq) : 0", 'removes ?? 0'),
  timeline('brings a removed text back', '(removes ?? seq)', 'seq'),
  of('client/src/room.ts')('shows for a moment what was taken back', 'isDiscarded || !seqs', '!seqs'),
  of('client/src/room.ts')(
    'removes another message after a restart',
    'it.seq === seq && it.id === id',
    'it.seq === seq && id',
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
  sync('forgets what is said before the welcome', 'this.#early.push(frame)', 'return'),
  sync('takes the welcome of an earlier hello', ' || after !== this.#asked?.after'),
  sync('asks each second for rows that are gone', 'this.#fruitless > 0', 'this.#holeMs < 0'),
  sync('does not ask about a hole', 'if (isOver && hasHole(this.timeline)) void this.ask();'),
  sync('stops asking after one page', '!hasHole(next) || this.cursor.after === asked.after', 'true'),
  sync('does not say hello again in another log', 'if (isNewLog) this.hello();'),
  of('client/src/people.ts')('lets an older list count', 'if (list.at < people.listedAt) return people;'),
  requests('takes any row for its own', 'this.#rows.answer(row.id, row)', 'this.#rows.answerAll(row)'),
  requests('does not end a message that was refused', 'if (id !== undefined) return this.#rows.answer(id, refused);'),
  requests('does not end a question that was refused', 'this.#pages.answerAll(refused);', 'return;'),
  requests('lets a silent hello be', "outcome !== 'welcomed'", "typeof outcome === 'object'"),
  requests(
    'takes the last socket for this one',
    'this.#welcomed === this.#channel.signal && !this.#welcomed.aborted',
    'this.#welcomed !== undefined',
  ),
  requests('asks again at once after a refusal', 'await this.pause(answer.retryAfterMs ?? backoff(attempt));'),
  requests('asks once only', 'attempt === 3', 'attempt === 0'),
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
    "if (outcome !== 'welcomed') this.#giveUp(signal);",
    "if (outcome === 'silence' || typeof outcome === 'object') this.#channel.reconnect();",
  ),
  drain('says without a seat', ' || !link.isSeated) continue', ') continue'),
  drain(
    'does not wait before it says a refused message again',
    "case 'wait':\n      await link.pause(retryAfterMs);",
    "case 'wait':",
  ),
  outgoing('drains twice at once', 'if (this.#isDraining) return;'),
  throttle('sends as fast as it can', 'if (ahead > creditMs)', 'if (ahead > 1e9)'),
  throttle('does not slow down', 'Date.now() + budget.creditMs + retryAfterMs', '0'),
  throttle(
    'waits for ever when the clock is set back',
    'Math.min(Math.max(0, this.#spentUntil - now), budget.creditMs + limits.retryAfterMs)',
    'Math.max(0, this.#spentUntil - now)',
  ),
  pending(
    'lets the patience begin before the frame is sent',
    'send(() => {',
    'send(() => {});\n      queueMicrotask(() => {',
  ),
  of('client/src/room.ts')('types in a crowd', ' || this.#sync.people.isCrowd'),
  connection(
    'does not say why nobody gets in',
    "this.reconnect(ticket === 'later' ? undefined : ticket)",
    'this.reconnect()',
  ),
  gate(
    'lets everything out before the commit',
    "    if (hasWrites) database.exec('COMMIT');\n    hasWrites = false;\n",
  ),
  stored('overwrites a row', 'DO NOTHING', 'DO UPDATE SET row = excluded.row'),
  stored('keeps an erased text in memory', '      tails.delete(room);\n      return empty'),
  stored('takes the newest rows for the whole log', '|| first.seq === 1 ||', '|| first.seq !== 0 ||'),
  sockets(
    'writes each frame for itself',
    'if (due.push(open) === 1) afterCommit(flush);',
    'due.push(open);\n    flush();',
  ),
  sockets(
    'closes a socket before its last frame',
    '      if (waiting) stream.write(waiting.bytes);\n      if (open.isClosing) socket.close(policyViolation);\n',
    '      if (open.isClosing) socket.close(policyViolation);\n      else if (waiting) stream.write(waiting.bytes);\n',
  ),
  of('node/src/door.ts')('takes a used ticket', 'return insert(jti, now);', 'insert(jti, now);\n      return true;'),
  of('node/src/seats.ts')('charges a seat that is not idle', '(seat.spentUntil ?? 0) <= now', 'seat.connection'),
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
  connection('trusts its socket at a wake', 'if (!this.#isPatient) return;', 'return;'),
  connection(
    'gives up a socket at each wake on a slow network',
    'Math.max(this.#times.hasteMs, this.#tookMs)',
    '1_000',
  ),
  connection(
    'lets the patience of an earlier wake run on',
    '    clearTimeout(this.#haste);\n    this.#haste =',
    '    this.#haste =',
  ),
  connection('takes any frame for a sign of life at a wake', 'frame && answers.includes(frame.type)', 'frame'),
  frames('takes a blank text', "  v.check((text) => !isBlank(text), 'text is blank'),\n"),
  frames('takes a control character in a text', 'text === cleanText(text)', 'text.isWellFormed()'),
  outgoing('sends control characters', 'const text = cleanText(written)', 'const text = written'),
  outgoing('sends a blank text', 'if (isBlank(text)) return;'),
  names('drops the joiners of an emoji', '\\p{RGI_Emoji})|', '\\p{Emoji})|'),
  names('cuts a name within a grapheme', 'over?.index || '),
  refusals('retries what a person has to change', "'too-long': 'fail'", "'too-long': 'wait'"),
  refusals('stays on a socket without a seat', "'not-seated': 'reconnect'", "'not-seated': 'wait'"),
];
