import { backoff } from './backoff.ts';
import { arrived, departed, listed, nobody } from './people.ts';
import { Requests } from './requests.ts';
import {
  belongs,
  cursorOf,
  emptyTimeline,
  hasHole,
  isContinuation,
  mergeNewer,
  mergeOlder,
  mergeSaid,
  mergeWelcome,
} from './timeline.ts';
import type { Cursor, Frame, History, Message, Person, ServerFrame } from '@arc-chat/protocol';
import type { Channel } from './connection.ts';
import type { Link } from './drain.ts';
import type { Outcome, Ready } from './requests.ts';
import type { Timeline } from './timeline.ts';
import type { Timings } from './timings.ts';

export interface SyncEvents {
  onWelcome(): void;
  /** Rows of the log were seen. */
  onRows(rows: readonly Message[]): void;
  /** The room has a new history. */
  onRestart(): void;
  onChange(): void;
}

/** The known log and people of a room. Asks the server for missing rows, and sends the messages of the drain. */
export class RoomSync implements Link {
  timeline: Timeline = emptyTimeline;
  people = nobody;
  you: Person | undefined;
  /** The number of new histories so far. */
  restarts = 0;
  readonly #requests: Requests;
  readonly #holeMs: number;
  readonly #events: SyncEvents;
  /** The cursor of the last hello; undefined for the newest page. */
  #asked: Cursor | undefined;
  /** Messages that came before the welcome. */
  #early: Frame<ServerFrame, 'said'>[] = [];
  #isAsking = false;
  #isWatching = false;
  /** The questions in a row that did not make a hole smaller. */
  #fruitless = 0;
  #older: Promise<void> | undefined;

  constructor(room: string, channel: Channel, times: Timings, events: SyncEvents) {
    this.#requests = new Requests(room, channel, times);
    this.#holeMs = times.holeMs;
    this.#events = events;
  }

  get isSeated(): boolean {
    return this.#requests.isSeated;
  }

  /** The end of the log without holes. */
  get cursor(): Cursor {
    return cursorOf(this.timeline);
  }

  get newest(): Cursor {
    const { log, newest } = this.timeline;
    return { log, after: newest };
  }

  /** Asks for the rows above the cursor; on a first visit, for the newest page. */
  hello(): void {
    this.#early = [];
    this.#asked = this.you && this.cursor;
    void this.#requests.hello(this.#asked);
  }

  say(entry: Ready): Promise<Outcome> {
    return this.#requests.say(entry);
  }

  page(after: Cursor): Promise<History | undefined> {
    return this.#requests.page(after);
  }

  pause(ms: number): Promise<boolean> {
    return this.#requests.pause(ms);
  }

  read(frame: Exclude<ServerFrame, { type: 'typing' }>): void {
    switch (frame.type) {
      case 'welcome':
        this.#welcomed(frame);
        break;
      case 'said':
        this.#said(frame);
        break;
      case 'page':
        this.#requests.answered(frame);
        break;
      case 'arrived':
        this.people = arrived(this.people, frame);
        break;
      case 'departed':
        this.people = departed(this.people, frame);
        break;
      case 'refused':
        this.#requests.refused(frame);
        break;
      default:
        frame satisfies never;
    }
    this.#events.onChange();
  }

  /** Asks for newer rows until there are none: at every heartbeat, and when rows are missing. */
  async ask(): Promise<void> {
    if (this.#isAsking || !this.isSeated) return;
    this.#isAsking = true;
    const { after } = this.cursor;
    const isNewLog = await this.#askForward().finally(() => {
      this.#isAsking = false;
    });
    this.#fruitless = hasHole(this.timeline) && this.cursor.after === after ? this.#fruitless + 1 : 0;
    if (isNewLog) this.hello();
    void this.#watchHole();
    this.#events.onChange();
  }

  /** Asks for a page of older rows. Calls while one is on its way share its answer. */
  older(): Promise<void> {
    this.#older ??= this.#askOlder().finally(() => {
      this.#older = undefined;
    });
    return this.#older;
  }

  async #askOlder(): Promise<void> {
    const [first] = this.timeline.messages;
    if (!first || !this.timeline.hasOlder || !this.isSeated) return;
    const answer = await this.#requests.page({ before: first.seq });
    const next = answer && mergeOlder(this.timeline, answer);
    if (next) this.#know(next, answer.messages);
    else if (answer) void this.ask();
    this.#events.onChange();
  }

  /** @returns whether the room has a new log */
  async #askForward(): Promise<boolean> {
    for (;;) {
      const asked = this.cursor;
      const { log } = this.timeline;
      const answer = await this.#requests.page(asked);
      if (!answer) return false;
      if ('at' in answer) this.people = listed(this.people, answer);
      const next = mergeNewer(this.timeline, asked, answer);
      if (next) this.#know(next, answer.messages);
      // The answer is from another log: the room has a new one, unless the log here changed meanwhile. Then ask again.
      else if (this.timeline.log === log) return true;
      if (next && (!hasHole(next) || this.cursor.after === asked.after)) return false;
    }
  }

  #welcomed(frame: Frame<ServerFrame, 'welcome'>): void {
    // The answer to an earlier hello may come late. A server of an older version does not say what it answers.
    const { after = this.#asked?.after } = frame;
    if (this.isSeated || after !== this.#asked?.after) return;
    const isRestart = this.#asked && !isContinuation(this.timeline, this.#asked, frame);
    const early = this.#early;
    this.#early = [];
    this.#requests.welcomed();
    this.you = frame.you;
    this.people = listed(this.people, frame);
    this.#know(mergeWelcome(this.timeline, this.#asked, frame), frame.messages);
    for (const said of early) this.#said(said);
    if (isRestart) {
      this.restarts++;
      this.#events.onRestart();
    }
    // A listener may have closed the room, or begun to take another seat.
    if (!this.isSeated) return;
    this.#events.onWelcome();
    if (hasHole(this.timeline)) void this.ask();
  }

  #said(frame: Frame<ServerFrame, 'said'>): void {
    if (!this.isSeated) this.#early.push(frame);
    else if (belongs(this.timeline, frame)) this.#know(mergeSaid(this.timeline, frame), [frame]);
    else void this.ask();
  }

  #know(timeline: Timeline, rows: readonly Message[]): void {
    this.timeline = timeline;
    this.#requests.saw(rows);
    this.#events.onRows(rows);
    void this.#watchHole();
  }

  /**
   * Frames overtake each other, so a hole gets a moment to close by itself. Later frames do not prolong the moment. After
   * a table was restored, the missing rows may be gone for good: then the questions come less and less often.
   */
  async #watchHole(): Promise<void> {
    if (this.#isWatching || !hasHole(this.timeline)) return;
    this.#isWatching = true;
    const wait = this.#fruitless > 0 ? Math.max(this.#holeMs, backoff(this.#fruitless)) : this.#holeMs;
    const isOver = await this.#requests.pause(wait);
    this.#isWatching = false;
    if (isOver && hasHole(this.timeline)) void this.ask();
  }
}
