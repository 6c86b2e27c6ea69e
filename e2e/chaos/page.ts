import { Room } from '@arc-chat/client';
import WebSocket from 'ws';
import { Life } from './disk.ts';
import type { Platform, RoomState, Socket } from '@arc-chat/client';

/** Shorter than a person would have it, so that a short run holds many attempts. */
const times = { patienceMs: 5_000, resendMs: 800, holeMs: 250, heartbeatMs: 4_000 };

/** One page of a browser, from the moment it is loaded until it dies. */
export class Page {
  readonly #life = new Life();
  readonly #room: Room;
  readonly #sockets = new Set<WebSocket>();

  /** @param platformFor what a browser offers to a page, for as long as it lives */
  constructor(room: string, origin: string, platformFor: (life: Life) => Omit<Platform, 'open'>) {
    const platform = platformFor(this.#life);
    this.#room = new Room(room, { ...platform, open: (url) => this.#connect(url, origin) }, undefined, times);
    this.#room.open();
  }

  get isAlive(): boolean {
    return !this.#life.isOver;
  }

  get state(): RoomState {
    return this.#room.state;
  }

  say(text: string): Promise<void> {
    return this.#life.hears(this.#room.say(text));
  }

  wake(): void {
    this.#room.wake();
  }

  /** One page more of the history. */
  older(): Promise<void> {
    return this.#room.older();
  }

  /** In the middle of whatever it is doing. Nothing of it does or hears anything any more. */
  kill(): Life {
    this.#life.isOver = true;
    for (const socket of this.#sockets) socket.terminate();
    // Only ends its timers: its sockets, its disk and its tickets are out of reach.
    this.#room.close();
    return this.#life;
  }

  #connect(url: string, origin: string): Socket {
    const socket = new WebSocket(url, { origin });
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    return {
      addEventListener: (type, listener) =>
        socket.addEventListener(type, (event: object) => this.isAlive && listener(event)),
      send: (data) => socket.send(data),
      close: () => socket.close(),
    };
  }
}
