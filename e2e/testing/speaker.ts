import { expect } from '@playwright/test';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { words } from './words.ts';

/**
 * A person whose page no test looks at. They have the page's client without a browser, because a page takes a second of
 * the machine's time.
 */
export class Speaker {
  readonly #platform;
  #room;

  private constructor(origin: string, room: string) {
    this.#platform = guest(origin);
    this.#room = new Room(room, this.#platform);
  }

  /** Enters the room, and waits until the person is seated. Without a name they are a guest. */
  static async enter(origin: string, room: string, name?: string): Promise<Speaker> {
    const speaker = new Speaker(origin, room);
    if (name === undefined) speaker.#room.open();
    else speaker.#room.rename(name);
    await speaker.#isSeated();
    return speaker;
  }

  async goesTo(room: string) {
    this.leaves();
    this.#room = new Room(room, this.#platform);
    this.#room.open();
    await this.#isSeated();
  }

  leaves() {
    this.#room.close();
  }

  /** Says a message, and waits until it is in the log. */
  async says(text: string) {
    await this.#room.say(text);
    await this.sees(text);
    await soon(() => this.#room.state.unsent).toBe(0);
  }

  /** Removes an own message, and waits until the removal is in the log. */
  async removes(text: string) {
    const own = this.#room.state.messages.find((it) => it.text === text);
    if (!own) throw new Error(`there is no message ${text}`);
    await this.#room.remove(own);
    await soon(() => this.#texts()).not.toContain(text);
    await soon(() => this.#room.state.unsent).toBe(0);
  }

  async sees(text: string) {
    await soon(() => this.#texts()).toContain(text);
  }

  /** The room has these texts and no others, oldest first. */
  async seesOnly(...texts: string[]) {
    await soon(() => this.#texts()).toEqual(texts);
  }

  /** The message with this text has this author. */
  async seesAuthor(text: string, name: string) {
    await soon(() => this.#room.state.messages.find((it) => it.text === text)?.name).toBe(name);
  }

  async seesPeople(...names: string[]) {
    await soon(() => this.#room.state.people?.map((it) => it.name)).toEqual(names);
  }

  async #isSeated() {
    await soon(() => this.#room.state.status.type).toBe('live');
  }

  /** The texts as a page shows them. */
  #texts(): string[] {
    const messages = this.#room.state.messages.filter(({ removes }) => removes === undefined);
    return messages.map(({ text }) => text || words.removed);
  }
}

const soon = <Value>(value: () => Value) => expect.poll(value, { intervals: [20] });
