import { arrived, departed, listed, nobody } from './people.ts';
import { Questions } from './questions.ts';
import {
  belongs,
  cursorOf,
  emptyTimeline,
  isContinuation,
  hasHole,
  mergeNewer,
  mergeOlder,
  mergeSaid,
  mergeWelcome,
} from './timeline.ts';
import type { ClientFrame, Frame, Message, Person, ServerFrame } from '@arc-chat/protocol';
import type { Cursor, Timeline } from './timeline.ts';
import type { Timings } from './timings.ts';

export interface SyncEvents {
  send(frame: ClientFrame): void;
  onWelcome(): void;
  /** Rows of the log were seen. */
  onRows(rows: readonly Message[]): void;
  /** The history is another one than before. */
  onRestart(): void;
  /** No answer came: the socket is dead. */
  onSilence(): void;
  onChange(): void;
}

/** What is known of a room: its log, its people. Asks for what is missing. */
export class RoomSync {
  timeline: Timeline = emptyTimeline;
  people = nobody;
  you: Person | undefined;
  readonly #questions: Questions;
  readonly #room: string;
  readonly #times: Timings;
  readonly #events: SyncEvents;
  /** From where the last hello asked; undefined for the newest page. */
  #asked: Cursor | undefined;
  /** Whether the last hello was answered. Before that, nothing else is sent. */
  #isSeated = false;
  /** What was said between a hello and its welcome. */
  #early: Frame<ServerFrame, 'said'>[] = [];
  #isAsking = false;
  #older: Promise<void> | undefined;
  #hello: ReturnType<typeof setTimeout> | undefined;
  #hole: ReturnType<typeof setTimeout> | undefined;

  constructor(room: string, times: Timings, events: SyncEvents) {
    this.#room = room;
    this.#times = times;
    this.#events = events;
    this.#questions = new Questions(events.send, times.patienceMs, events.onSilence);
  }

  get isSeated(): boolean {
    return this.#isSeated;
  }

  /** Where the log is known up to. */
  get cursor(): Cursor {
    return cursorOf(this.timeline);
  }

  /** The newest row that is known to exist. */
  get newest(): Cursor {
    const { log, newest } = this.timeline;
    return { log, after: newest };
  }

  /** Takes the seat's place in the conversation: from where it was left, or on the newest page. */
  hello(): void {
    this.lost();
    this.#asked = this.you && this.cursor;
    this.#hello = setTimeout(this.#events.onSilence, this.#times.patienceMs);
    this.#events.send({ type: 'hello', room: this.#room, ...this.#asked });
  }

  lost(): void {
    clearTimeout(this.#hello);
    this.#isSeated = false;
    this.#early = [];
    this.#watchHole();
    this.#questions.giveUp();
  }

  /** What was asked will not be answered; whoever still wants to know asks again. */
  refused(): void {
    this.#questions.giveUp();
  }

  read(frame: ServerFrame): void {
    if (frame.type === 'welcome') this.#welcomed(frame);
    else if (frame.type === 'page') this.#questions.answer(frame);
    else if (frame.type === 'said') this.#said(frame);
    else if (frame.type === 'arrived') this.people = arrived(this.people, frame);
    else if (frame.type === 'departed') this.people = departed(this.people, frame);
    this.#events.onChange();
  }

  /** The rows above a cursor; undefined where no answer came. */
  async page({ log, after }: Cursor): Promise<Frame<ServerFrame, 'page'> | undefined> {
    return this.#isSeated ? this.#questions.ask({ type: 'page', room: this.#room, log, after }) : undefined;
  }

  /** Asks what is newer until nothing is: at every heartbeat, and whenever something is missing. */
  async ask(): Promise<void> {
    if (this.#isAsking || !this.#isSeated) return;
    this.#isAsking = true;
    const isOther = await this.#askForward().finally(() => {
      this.#isAsking = false;
    });
    if (isOther) this.hello();
    this.#watchHole();
    this.#events.onChange();
  }

  /** Asks for one more page of what is older; one question at a time, however often somebody scrolls. */
  older(): Promise<void> {
    this.#older ??= this.#askOlder().finally(() => {
      this.#older = undefined;
    });
    return this.#older;
  }

  async #askOlder(): Promise<void> {
    const [first] = this.timeline.messages;
    if (!first || !this.timeline.hasOlder || !this.#isSeated) return;
    const answer = await this.#questions.ask({ type: 'page', room: this.#room, before: first.seq });
    const next = answer && mergeOlder(this.timeline, answer);
    if (next) this.#know(next, answer.messages);
    else if (answer) void this.ask();
    this.#events.onChange();
  }

  /** True where the log turned out to be another one. */
  async #askForward(): Promise<boolean> {
    for (;;) {
      const asked = this.cursor;
      const { log } = this.timeline;
      const answer = await this.page(asked);
      if (!answer) return false;
      if ('at' in answer) this.people = listed(this.people, answer);
      const next = mergeNewer(this.timeline, asked, answer);
      if (next) this.#know(next, answer.messages);
      // The first message of an empty room can overtake the answer that the room is empty.
      else if (this.timeline.log === log) return true;
      if (next && (!hasHole(next) || this.cursor.after === asked.after)) return false;
    }
  }

  #welcomed(frame: Frame<ServerFrame, 'welcome'>): void {
    if (this.#isSeated) return;
    const isRestart = this.#asked && !isContinuation(this.timeline, this.#asked, frame);
    const early = this.#early;
    clearTimeout(this.#hello);
    this.#isSeated = true;
    this.you = frame.you;
    this.people = listed(this.people, frame);
    this.#know(mergeWelcome(this.timeline, this.#asked, frame), frame.messages);
    for (const it of early) this.#said(it);
    if (isRestart) this.#events.onRestart();
    this.#events.onWelcome();
    if (hasHole(this.timeline)) void this.ask();
  }

  #said(frame: Frame<ServerFrame, 'said'>): void {
    if (!this.#isSeated) this.#early.push(frame);
    else if (belongs(this.timeline, frame)) this.#know(mergeSaid(this.timeline, frame), [frame]);
    else void this.ask();
  }

  #know(timeline: Timeline, rows: readonly Message[]): void {
    this.timeline = timeline;
    this.#watchHole();
    this.#events.onRows(rows);
  }

  /** Frames overtake each other, so a hole is given a moment to close by itself; no later frame makes it wait longer. */
  #watchHole(): void {
    if (this.#isSeated && hasHole(this.timeline)) {
      this.#hole ??= setTimeout(() => {
        this.#hole = undefined;
        void this.ask();
      }, this.#times.holeMs);
    } else {
      clearTimeout(this.#hole);
      this.#hole = undefined;
    }
  }
}
