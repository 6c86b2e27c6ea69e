// A client that was written from PROTOCOL.md alone, by somebody who had not seen packages/client. The chaos lets it chat
// with ours: it is the test of the document.

/** A row of a room's log. */
interface Message {
  seq: number;
  id: string;
  user: string;
  name: string;
  /** Empty: the message was removed, or the row tells of a removal. */
  text: string;
  at: number;
  /** The row that this one removes. */
  removes?: number;
}

/** A message that is not known to be in the log yet. */
export interface Unsent {
  key: number;
  id: string;
  room: string;
  text: string;
  at: number;
  floor: Cursor | undefined;
  failed: string | undefined;
}

/** Durable storage. Each call is atomic, and durable once it has resolved. It can be slow, and it can fail. */
export interface Store {
  add(draft: Omit<Unsent, 'key'>): Promise<Unsent>;
  /** The drafts of a room, in the order of writing. */
  all(room: string): Promise<Unsent[]>;
  /** The changed draft; undefined if there is none. */
  update(key: number, change: (draft: Unsent) => Unsent): Promise<Unsent | undefined>;
  remove(key: number): Promise<void>;
}

/** What the client needs of a socket, of the package `ws` or of a browser. */
interface Socket {
  addEventListener(type: 'open' | 'message' | 'close', listener: (event: object) => void): void;
  send(data: string): void;
  close(): void;
}

/** What the client needs from outside. */
export interface Surroundings {
  /** Answers `POST /ticket` for a room. `undefined`: none now, try again later. */
  ticket(room: string): Promise<string | undefined>;
  /** Opens a socket (of the package `ws` or a browser's). */
  open(url: string): Socket;
  store: Store;
}

/** The waits of the document. */
export type Times = Record<'patienceMs' | 'resendMs' | 'holeMs' | 'heartbeatMs', number>;

type Cursor = { log: string | null; after: number };
type Question = Cursor | { before: number };
type Answer = { log: string | null; seq: number; messages: Message[]; more: boolean };
/** One socket: its account, the `hello` that waits for its `welcome`, and the `said` that came before that. */
type Line = {
  socket: Socket;
  opened: boolean;
  hello: { cursor: Cursor | undefined } | undefined;
  welcomedAt: number;
  early: Answer[];
  spentUntil: number;
  quietUntil: number;
};

const TIMES: Times = { patienceMs: 10_000, resendMs: 5_000, holeMs: 1_000, heartbeatMs: 240_000 };
const COST_MS = 200;
/** A frame adds its cost to this, and the sum has to stay within 1.8 seconds. */
const AHEAD_MS = 1_600;
const FRAME_BYTES = 16_384;
/** No message is in a row up to this, in any log. */
const START: Cursor = { log: null, after: 0 };
const BLANK = /^[\s\u2800\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u;

/** A random wait whose bound doubles. */
class Backoff {
  #first: number;
  #bound: number;
  constructor(first: number) {
    this.#first = this.#bound = first;
  }
  next(): number {
    const wait = Math.random() * this.#bound;
    this.#bound = Math.min(this.#bound * 2, this.#first * 30);
    return wait;
  }
  reset(): void {
    this.#bound = this.#first;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function toFrame(event: object): Record<string, unknown> {
  try {
    const frame: unknown = 'data' in event && typeof event.data === 'string' ? JSON.parse(event.data) : undefined;
    return isObject(frame) ? frame : {};
  } catch {
    return {};
  }
}

function toMessages(value: unknown): Message[] {
  if (!isObject(value)) return [];
  const { seq, id, user, name, text, at, removes } = value;
  if (typeof seq !== 'number' || typeof id !== 'string' || typeof user !== 'string') return [];
  if (typeof name !== 'string' || typeof text !== 'string' || typeof at !== 'number') return [];
  return [{ seq, id, user, name, text, at, ...(typeof removes === 'number' && { removes }) }];
}

/** `said` is read as an answer with one message. */
function toAnswer(frame: Record<string, unknown>): Answer | undefined {
  const { log, seq } = frame;
  if ((typeof log !== 'string' && log !== null) || typeof seq !== 'number') return undefined;
  const rows: unknown[] = Array.isArray(frame['messages']) ? frame['messages'] : [frame];
  return { log, seq, messages: rows.flatMap(toMessages), more: frame['more'] === true };
}

/** One person's view of one room, and the way of that person's messages into it. */
export class IndependentClient {
  #room: string;
  #outside: Surroundings;
  #times: Times;
  #socketBackoff: Backoff;
  #state = 'new';
  #closed = false;
  #wakes = 0;
  #line: Line | undefined;
  #waiting = new Set<() => void>();

  /** The log whose rows these are; null if the room is empty; undefined before the first `welcome`, and to start over. */
  #log: string | null | undefined;
  /** All rows ever seen of the log. Those up to `base` that are not next to it were only read to move a floor up. */
  #rows = new Map<number, Message>();
  #ids = new Set<string>();
  /** The rows that other rows remove. */
  #removed = new Set<number>();
  #base = 0;
  /** From `base` up to `read` every row is known, and `newest` is the newest row that a frame told of. */
  #read = 0;
  #newest = 0;
  /** How many answers in a row did not know of the newest row. */
  #short = 0;
  #restarts = 0;

  #askAt = Infinity;
  #holeSince = Infinity;
  #question: Question | undefined;
  #answer: Answer | undefined;
  #refused = new Map<unknown, { code: string; text: string }>();

  #adding: Promise<unknown> = Promise.resolve();
  #written = false;
  /** The count of restarts whose floors were moved to the start. */
  #floorsOf = 0;
  #flying: string | undefined;

  constructor(room: string, surroundings: Surroundings, times: Partial<Times> = {}) {
    this.#room = room;
    this.#outside = surroundings;
    this.#times = { ...TIMES, ...times };
    this.#socketBackoff = this.#newBackoff();
  }

  /** All known messages of the room, in order, each once. */
  get messages(): readonly Message[] {
    return [...this.#rows.values()].filter(({ seq }) => seq > this.#base).toSorted((a, b) => a.seq - b.seq);
  }

  /** Whether there are messages older than the first known one. */
  get hasOlder(): boolean {
    return this.#base > 0;
  }

  /** How often the room turned out to have a new history. */
  get restarts(): number {
    return this.#restarts;
  }

  /** One line about the state, to show why it does not send. */
  describe(): string {
    const rows = `rows ${this.#base + 1} to ${this.#read} of ${this.#newest}`;
    const asks = this.#question ? `, asks ${JSON.stringify(this.#question)}` : '';
    return `${this.#state}, ${rows}${asks}${this.#flying ? `, sends ${this.#flying}` : ''}`;
  }

  /** Begins to connect, to read and to send what the store holds. */
  open(): void {
    void this.#connect();
    void this.#follow();
    void this.#deliver();
  }

  /** Resolves once the message is durable in the store; it is sent from there. */
  say(text: string): Promise<void> {
    // One after the other, so that a slow store cannot change the order of writing.
    const added = this.#adding.then(async () => {
      if (this.#closed) throw new Error('The client is closed.');
      const clean = text
        .toWellFormed()
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n\t]/gu, '');
      if (BLANK.test(clean)) return;
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      const draft = { id, room: this.#room, text: clean, at: Date.now(), floor: undefined, failed: undefined };
      await this.#outside.store.add(draft);
      this.#written = true;
      this.#changed();
    });
    this.#adding = added.catch(() => {});
    return added;
  }

  /** Loads one more page of older messages; resolves when that is done or impossible. */
  async older(): Promise<void> {
    if (this.#base > 0) await this.#ask({ before: this.#base + 1 });
  }

  /** The network is back, or somebody looks at the page again. */
  wake(): void {
    this.#wakes++;
    this.#askAt = 0;
    this.#changed();
  }

  /** Stops everything: from now on nothing is sent, stored or shown. */
  close(): void {
    this.#closed = true;
    this.#state = 'closed';
    if (this.#line) this.#giveUp(this.#line);
    this.#changed();
  }

  // Waiting: every loop below waits for a condition on the fields above, and whoever changes them calls #changed.

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }

  /** Waits until the condition holds, the time is over or the client is closed; says whether the condition holds. */
  #until(condition: () => boolean, ms = Infinity): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(check);
        clearTimeout(timer);
        resolve(condition());
      };
      const check = (): void => {
        if (this.#closed || condition()) end();
      };
      const timer = ms === Infinity ? undefined : setTimeout(end, Math.max(0, ms));
      this.#waiting.add(check);
      check();
    });
  }

  #newBackoff(): Backoff {
    // 1 second with the document's patience of 10; a test that shortens the one shortens the other.
    return new Backoff(this.#times.patienceMs / 10);
  }

  #pause(backoff: Backoff, enough: () => boolean = () => false): Promise<boolean> {
    const wakes = this.#wakes;
    return this.#until(() => this.#wakes !== wakes || enough(), backoff.next());
  }

  // The socket

  async #connect(): Promise<void> {
    while (!this.#closed) {
      this.#state = 'asks for a ticket';
      const answer: { url?: string | undefined; done: boolean } = { done: false };
      const asking = async (): Promise<string | undefined> => this.#outside.ticket(this.#room);
      const answered = (url?: string): void => {
        Object.assign(answer, { url, done: true });
        this.#changed();
      };
      asking().then(answered, () => answered());
      await this.#until(() => answer.done, this.#times.patienceMs);
      if (answer.url !== undefined && !this.#closed) await this.#sit(answer.url);
      if (this.#closed) return;
      this.#state = 'waits to connect again';
      await this.#pause(this.#socketBackoff);
    }
  }

  /** Takes a seat; resolves when the socket is of no use any more. */
  async #sit(url: string): Promise<void> {
    this.#state = 'opens a socket';
    let socket: Socket;
    try {
      socket = this.#outside.open(`${url}${url.includes('?') ? '&' : '?'}v=1`);
    } catch {
      return;
    }
    const account = { spentUntil: 0, quietUntil: 0 };
    const line: Line = { socket, opened: false, hello: undefined, welcomedAt: Infinity, early: [], ...account };
    this.#line = line;
    socket.addEventListener('open', () => {
      if (this.#line !== line || line.opened) return;
      line.opened = true;
      void this.#hello(line);
      this.#changed();
    });
    socket.addEventListener('message', (event) => {
      if (this.#line !== line) return;
      this.#receive(line, toFrame(event));
      this.#changed();
    });
    socket.addEventListener('close', () => this.#giveUp(line));
    await this.#until(() => line.opened || this.#line !== line, this.#times.patienceMs);
    if (!line.opened) this.#giveUp(line);
    await this.#until(() => this.#line !== line);
  }

  #giveUp(line: Line): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    // The document's 10 seconds, again.
    if (Date.now() - line.welcomedAt >= this.#times.patienceMs) this.#socketBackoff.reset();
    try {
      line.socket.close();
    } catch {
      // A socket that cannot be closed is ignored all the same.
    }
    this.#changed();
  }

  #seated(line = this.#line): boolean {
    return line !== undefined && line === this.#line && line.welcomedAt < Infinity && line.hello === undefined;
  }

  /** Sends a frame as soon as the account allows it; false if it must not be sent on this socket any more. */
  async #send(line: Line, frame: { type: string; [key: string]: unknown }): Promise<boolean> {
    for (;;) {
      const ready = (): boolean => (frame.type === 'hello' ? this.#line === line : this.#seated(line));
      if (!ready()) return false;
      const wait = Math.max(line.quietUntil, line.spentUntil - AHEAD_MS) - Date.now();
      if (wait > 0) await this.#until(() => !ready(), wait);
      else break;
    }
    line.spentUntil = Math.max(line.spentUntil, Date.now()) + COST_MS;
    try {
      line.socket.send(JSON.stringify(frame));
      return true;
    } catch {
      this.#giveUp(line);
      return false;
    }
  }

  async #hello(line: Line): Promise<void> {
    this.#state = 'waits for the welcome';
    const cursor = this.#log === undefined ? undefined : this.#cursor(this.#read);
    const hello = { cursor };
    line.hello = hello;
    if (!(await this.#send(line, { type: 'hello', room: this.#room, ...cursor }))) return;
    if (!(await this.#until(() => line.hello !== hello, this.#times.patienceMs))) this.#giveUp(line);
  }

  #receive(line: Line, frame: Record<string, unknown>): void {
    const { type, room, of, id, code, text, retryAfterMs } = frame;
    if (room !== undefined && room !== this.#room) return;
    const answer = toAnswer(frame);
    if (type === 'welcome' && answer && line.hello && line.hello.cursor?.after === frame['after']) {
      this.#welcome(line, line.hello.cursor, answer);
    } else if (type === 'said' && answer) {
      if (this.#seated(line)) this.#said(answer);
      else line.early.push(answer);
    } else if (type === 'page' && answer) {
      const question = this.#question;
      // A page that answers no question (any more) still has rows.
      this.#learn(answer);
      const isIt =
        question && ('before' in question ? question.before === frame['before'] : question.after === frame['after']);
      if (isIt) this.#answer = answer;
    } else if (type === 'refused' && typeof code === 'string') {
      const wait = typeof retryAfterMs === 'number' ? Math.min(retryAfterMs, 60_000) : 1_000;
      if (code === 'slow-down') line.quietUntil = Date.now() + wait;
      if (code === 'not-seated' || code === 'flood' || of === 'hello') this.#giveUp(line);
      else if (of === 'page' || (of === 'say' && id === this.#flying))
        this.#refused.set(of, { code, text: String(text) });
      else if (of === undefined) this.#fault(line);
    } else if (type === undefined && 'message' in frame) {
      this.#fault(line);
    }
  }

  /** A fault that does not say of what: whatever waits for an answer is tried again. */
  #fault(line: Line): void {
    if (line.hello) this.#giveUp(line);
    for (const type of ['say', 'page']) this.#refused.set(type, { code: 'internal', text: '' });
  }

  // The log

  #cursor(after: number): Cursor {
    return after === 0 ? START : { log: this.#log ?? null, after };
  }

  #welcome(line: Line, cursor: Cursor | undefined, answer: Answer): void {
    line.hello = undefined;
    line.welcomedAt = Math.min(line.welcomedAt, Date.now());
    this.#state = 'seated';
    this.#askAt = Date.now() + this.#times.heartbeatMs;
    const isOther = cursor !== undefined && this.#isOther(cursor, answer);
    if (isOther) this.#restarts++;
    if (!cursor || isOther) {
      this.#rows.clear();
      this.#ids.clear();
      this.#removed.clear();
      this.#log = answer.log;
      this.#base = this.#read = (answer.messages[0]?.seq ?? answer.seq + 1) - 1;
      this.#newest = answer.seq;
      this.#holeSince = Infinity;
    } else if (answer.more) {
      this.#askAt = 0;
    }
    this.#learn(answer);
    for (const said of line.early.splice(0)) this.#said(said);
  }

  /** Whether this answer tells of another history than the one of the question. */
  #isOther(cursor: Cursor, { log, seq }: Answer): boolean {
    if (cursor.log === null) return log !== null && typeof this.#log === 'string' && log !== this.#log;
    return log !== cursor.log || seq < cursor.after;
  }

  #said(answer: Answer): void {
    // A row of another log is not shown: the answer to a page tells whether it is the new log or an old one.
    if (!this.#learn(answer)) this.#askAt = 0;
  }

  /** Takes the rows of the known log in; false if they are of another one. */
  #learn({ log, seq, messages }: Answer): boolean {
    if (this.#log === null) this.#log = log;
    if (log !== this.#log) return false;
    for (const message of messages) {
      // A late copy of a row must not bring a removed text back.
      const isRemoved = this.#rows.get(message.seq)?.text === '' || this.#removed.has(message.seq);
      this.#rows.set(message.seq, isRemoved ? { ...message, text: '' } : message);
      this.#ids.add(message.id);
      if (message.removes === undefined) continue;
      this.#removed.add(message.removes);
      const row = this.#rows.get(message.removes);
      if (row) this.#rows.set(row.seq, { ...row, text: '' });
    }
    this.#newest = Math.max(this.#newest, seq, ...messages.map((message) => message.seq));
    while (this.#rows.has(this.#base)) this.#base--;
    while (this.#rows.has(this.#read + 1)) this.#read++;
    this.#holeSince = this.#read < this.#newest ? Math.min(this.#holeSince, Date.now()) : Infinity;
    return true;
  }

  #startOver(): void {
    const line = this.#line;
    this.#restarts++;
    this.#short = 0;
    this.#log = undefined;
    if (line) void this.#hello(line);
    this.#changed();
  }

  /** Asks one question; undefined if the socket ended first, or if the answer made the client start over. */
  async #ask(question: Question): Promise<Answer | undefined> {
    const line = this.#line;
    const backoff = this.#newBackoff();
    const isOpen = (): boolean => this.#line === line;
    // One at a time, since a refusal does not say which page it refuses.
    while (this.#question && this.#seated(line)) await this.#until(() => !this.#question || !this.#seated(line));
    if (!line || !this.#seated(line)) return undefined;
    const restarts = this.#restarts;
    const newest = this.#newest;
    this.#question = question;
    this.#answer = undefined;
    while (!this.#answer && isOpen()) {
      this.#refused.delete('page');
      if (!(await this.#send(line, { type: 'page', room: this.#room, ...question }))) break;
      await this.#until(() => !isOpen() || !!this.#answer || this.#refused.has('page'), this.#times.patienceMs);
      if (this.#answer || !isOpen()) break;
      const refusal = this.#refused.get('page')?.code;
      if (refusal === undefined) this.#giveUp(line);
      if (refusal === 'bad-frame') break;
      if (refusal !== 'slow-down') await this.#pause(backoff, () => !isOpen() || !!this.#answer);
    }
    const answer: Answer | undefined = this.#answer;
    this.#question = this.#answer = undefined;
    this.#changed();
    if (!answer || !this.#seated(line) || restarts !== this.#restarts) return undefined;
    const { log, seq } = answer;
    const isOther =
      'before' in question ? log !== this.#log || seq < question.before - 1 : this.#isOther(question, answer);
    // One such answer can be a late one to the same question. Several mean that rows are gone from the end of the log.
    this.#short = seq < newest ? this.#short + 1 : 0;
    if (!isOther && this.#short < 3) return answer;
    this.#startOver();
    return undefined;
  }

  /** Asks for holes, for what a frame told of, and as the heartbeat. */
  async #follow(): Promise<void> {
    const due = (): number => Math.min(this.#askAt, this.#holeSince + this.#times.holeMs) - Date.now();
    while (!this.#closed) {
      if (!this.#seated()) {
        await this.#until(() => this.#seated());
      } else if (due() > 0) {
        await this.#until(() => due() <= 0 || !this.#seated(), due());
      } else {
        this.#askAt = Date.now() + this.#times.heartbeatMs;
        this.#holeSince = Infinity;
        const read = this.#read;
        const answer = await this.#ask(this.#cursor(read));
        if (answer?.more && this.#read > read) this.#askAt = 0;
      }
    }
  }

  // The outbox

  async #deliver(): Promise<void> {
    const backoff = this.#newBackoff();
    while (!this.#closed) {
      try {
        await this.#deliverNext(backoff);
      } catch {
        // The store failed; it has everything that matters, so this begins again from there.
        await this.#pause(backoff);
      }
    }
  }

  async #deliverNext(backoff: Backoff): Promise<void> {
    const { store } = this.#outside;
    await this.#until(() => this.#seated());
    const line = this.#line;
    const restarts = this.#restarts;
    if (!line || !this.#seated(line)) return;
    this.#written = false;
    const drafts = await store.all(this.#room);
    const isStale = (): boolean => !this.#seated(line) || this.#restarts !== restarts;
    if (isStale()) return;

    if (this.#floorsOf !== restarts) {
      for (const { key, floor } of drafts) {
        if (floor) await store.update(key, (old) => ({ ...old, floor: START }));
        if (isStale()) return;
      }
      this.#floorsOf = restarts;
      return;
    }

    const settled = drafts.find(({ id }) => this.#ids.has(id));
    if (settled) {
      await store.remove(settled.key);
      backoff.reset();
      return;
    }
    const draft = drafts.find(({ failed }) => failed === undefined);
    if (!draft) {
      this.#flying = undefined;
      await this.#until(() => this.#written);
      return;
    }

    const { key, id, text } = draft;
    let floor = draft.floor ?? this.#cursor(this.#newest);
    // A floor of a log that this client does not know: the start is below every row of every log.
    if (floor.log !== null && (floor.log !== this.#log || floor.after > this.#newest)) floor = START;
    // Before it is sent: after a crash, only a floor from before the first attempt is sure to be low enough.
    if (floor !== draft.floor && !(await store.update(key, (old) => ({ ...old, floor })))) return;
    if (isStale() || this.#ids.has(id)) return;
    this.#flying = id;
    this.#refused.delete('say');
    const frame = { type: 'say', room: this.#room, id, text, ...floor };
    // The refusal of so large a frame would not name it, and could come when the next one is in flight.
    if (new TextEncoder().encode(JSON.stringify(frame)).length > FRAME_BYTES) {
      await store.update(key, (old) => ({ ...old, failed: 'The text is too long.' }));
      return;
    }
    if (!(await this.#send(line, frame))) return;
    const isSettled = (): boolean => isStale() || this.#ids.has(id);
    await this.#until(() => isSettled() || this.#refused.has('say'), this.#times.resendMs);
    if (isSettled()) return;
    const refusal = this.#refused.get('say');
    switch (refusal?.code) {
      case undefined:
        this.#askAt = 0;
        this.#changed();
        return;
      case 'slow-down':
        return;
      case 'bad-frame':
      case 'too-long':
        await store.update(key, (old) => ({ ...old, failed: refusal?.text }));
        return;
      case 'new-log':
        // The start is in every log, so this would be the late refusal of an earlier attempt.
        if (floor.log !== null) this.#startOver();
        return;
      case 'resync': {
        const after = await this.#inspect(floor.after, isSettled);
        if (this.#restarts !== restarts || this.#closed || this.#ids.has(id)) return;
        const raised = this.#cursor(after);
        if (after > floor.after) await store.update(key, (old) => ({ ...old, floor: raised }));
        else await this.#pause(backoff, isSettled);
        return;
      }
      default:
        await this.#pause(backoff, isSettled);
    }
  }

  /** Reads the rows above a floor, one after the other; resolves to the last one before a hole or the end. */
  async #inspect(floor: number, isSettled: () => boolean): Promise<number> {
    for (let after = floor; ;) {
      while (this.#rows.has(after + 1)) after++;
      if (after >= this.#newest || isSettled()) return after;
      await this.#ask(this.#cursor(after));
      if (!this.#rows.has(after + 1) || isSettled()) return after;
    }
  }
}
