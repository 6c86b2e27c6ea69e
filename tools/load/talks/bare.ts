import type { SeatPlace, Reaction, Talk } from './talk.ts';

/** The peers on bare WebSockets: a frame is a text, and nothing else. */
export class BareTalk implements Talk {
  readonly #place: SeatPlace;
  #said = '';

  constructor(place: SeatPlace) {
    this.#place = place;
  }

  async upgrade() {
    const { port, room } = this.#place;
    return { path: `/?room=${room}`, origin: `http://127.0.0.1:${port}` };
  }

  opened(): Reaction {
    return { isSeated: true };
  }

  isMessage(): boolean {
    return true;
  }

  heard(): Reaction {
    return {};
  }

  learn(): void {}

  say(text: string): string {
    this.#said = text;
    return text;
  }

  again(): string {
    return this.#said;
  }
}
