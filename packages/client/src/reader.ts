import { arrived, departed, listed, nobody } from './people.ts';
import { Questions } from './questions.ts';
import { belongs, cursorOf, emptyTimeline, hasHole, isSameLog, newer, older, said, welcomed } from './timeline.ts';
import type { ClientFrame, Frame, Message, Person, ServerFrame } from '@arc-chat/protocol';
import type { Cursor, Timeline } from './timeline.ts';
import type { Timings } from './timings.ts';

export interface ReaderEvents {
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
export class Reader {
  timeline: Timeline = emptyTimeline;
  people = nobody;
  you: Person | undefined;
  readonly questions: Questions;
  readonly #room: string;
  readonly #times: Timings;
  readonly #events: ReaderEvents;
  /** From where the last hello asked; undefined for the newest page. */
  #asked: Cursor | undefined;
  /** What was said between a hello and its welcome; undefined when none is awaited. */
  #early: Frame<ServerFrame, 'said'>[] | undefined;
  #isAsking = false;
  #hello: ReturnType<typeof setTimeout> | undefined;
  #hole: ReturnType<typeof setTimeout> | undefined;

  constructor(room: string, times: Timings, events: ReaderEvents) {
    this.#room = room;
    this.#times = times;
    this.#events = events;
    this.questions = new Questions(events.send, times.patienceMs, events.onSilence);
  }

  /** Where the log is known up to. */
  get cursor(): Cursor {
    return cursorOf(this.timeline);
  }

  /** Takes the seat's place in the conversation: from where it was left, or on the newest page. */
  hello(from = this.you && this.cursor): void {
    this.#asked = from;
    this.#early = [];
    clearTimeout(this.#hello);
    this.#hello = setTimeout(this.#events.onSilence, this.#times.patienceMs);
    this.#events.send({ type: 'hello', room: this.#room, ...from });
  }

  lost(): void {
    clearTimeout(this.#hello);
    clearTimeout(this.#hole);
    this.#early = undefined;
    this.questions.giveUp();
  }

  read(frame: ServerFrame): void {
    if (frame.type === 'welcome') this.#welcomed(frame);
    else if (frame.type === 'page') this.questions.answer(frame);
    else if (frame.type === 'said') this.#said(frame);
    else if (frame.type === 'arrived') this.people = arrived(this.people, frame);
    else if (frame.type === 'departed') this.people = departed(this.people, frame);
    this.#events.onChange();
  }

  /** Asks what is newer until nothing is: at every heartbeat, and whenever something is missing. */
  async ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const unknown = await this.#askForward().finally(() => {
      this.#isAsking = false;
    });
    if (unknown) this.hello(undefined);
    this.#watchHole();
    this.#events.onChange();
  }

  async older(): Promise<void> {
    const [first] = this.timeline.messages;
    if (!first || !this.timeline.hasOlder) return;
    const answer = await this.questions.ask({ type: 'page', room: this.#room, before: first.seq });
    const next = answer && older(this.timeline, answer);
    if (next) this.#know(next, answer.messages);
    else if (answer) void this.ask();
    this.#events.onChange();
  }

  /** True where the log turned out to be another one. */
  async #askForward(): Promise<boolean> {
    for (;;) {
      const asked = this.cursor;
      const answer = await this.questions.ask({ type: 'page', room: this.#room, ...asked });
      if (!answer) return false;
      if ('at' in answer) this.people = listed(this.people, answer);
      const next = newer(this.timeline, asked, answer);
      if (!next) return true;
      this.#know(next, answer.messages);
      if (!hasHole(next) || this.cursor.after === asked.after) return false;
    }
  }

  #welcomed(frame: Frame<ServerFrame, 'welcome'>): void {
    const early = this.#early ?? [];
    const isRestart = this.you !== undefined && !(this.#asked && isSameLog(this.#asked, frame));
    clearTimeout(this.#hello);
    this.#early = undefined;
    this.you = frame.you;
    this.people = listed(this.people, frame);
    this.#know(welcomed(this.timeline, this.#asked, frame), frame.messages);
    for (const it of early) this.#said(it);
    if (isRestart) this.#events.onRestart();
    this.#events.onWelcome();
    if (hasHole(this.timeline)) void this.ask();
  }

  #said(frame: Frame<ServerFrame, 'said'>): void {
    if (this.#early) this.#early.push(frame);
    else if (belongs(this.timeline, frame)) this.#know(said(this.timeline, frame), [frame]);
    else void this.ask();
    this.#watchHole();
  }

  #know(timeline: Timeline, rows: readonly Message[]): void {
    this.timeline = timeline;
    this.#events.onRows(rows);
  }

  /** Frames overtake each other, so a hole is given a moment to close by itself. */
  #watchHole(): void {
    clearTimeout(this.#hole);
    if (this.you && hasHole(this.timeline)) this.#hole = setTimeout(() => void this.ask(), this.#times.holeMs);
  }
}
