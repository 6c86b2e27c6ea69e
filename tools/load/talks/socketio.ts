import type { SeatPlace, Reaction, Talk } from './talk.ts';

const [four, two] = [0x34, 0x32];

/** Socket.IO's protocol, version 5, over Engine.IO's, version 4. */
export class SocketIoTalk implements Talk {
  readonly #place: SeatPlace;
  readonly #isStored: boolean;
  #asked = 0;
  #said = '';

  /** @param isStored whether a message has an id, and is acknowledged */
  constructor(place: SeatPlace, isStored: boolean) {
    this.#place = place;
    this.#isStored = isStored;
  }

  async upgrade() {
    return { path: '/socket.io/?EIO=4&transport=websocket', origin: `http://127.0.0.1:${this.#place.port}` };
  }

  opened(): Reaction {
    return {};
  }

  /** 4 is Engine.IO's message, and 2 is Socket.IO's event. */
  isMessage(bytes: Buffer, start: number): boolean {
    return bytes[start] === four && bytes[start + 1] === two;
  }

  heard(text: string): Reaction {
    if (text === '2') return { send: '3' };
    if (text.startsWith('0')) return { send: `40${JSON.stringify({ room: this.#place.room, serverOffset: 0 })}` };
    return text.startsWith('40') ? { isSeated: true } : {};
  }

  learn(): void {}

  say(text: string): string {
    const asked = this.#asked++;
    const event = ['chat message', text, ...(this.#isStored ? [`${this.#place.person}-${asked}`] : [])];
    this.#said = `42${this.#isStored ? asked : ''}${JSON.stringify(event)}`;
    return this.#said;
  }

  again(): string {
    return this.#said;
  }
}
