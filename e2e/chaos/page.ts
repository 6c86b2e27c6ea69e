import { Room } from '@arc-chat/client';
import WebSocket from 'ws';
import { Life } from './disk.ts';
import type { Platform, RoomState, Socket } from '@arc-chat/client';

/** Shorter than the client's defaults, so that a short run has many retries. */
const times = { patienceMs: 5_000, resendMs: 800, holeMs: 250, heartbeatMs: 4_000 };

/** A page in a browser tab: the app's client, from the load of the page until it dies. */
export class Page {
  readonly #life = new Life();
  readonly #room: Room;
  readonly #sockets = new Set<WebSocket>();

  /** @param platformFor makes the platform of this page, for its lifetime */
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

  /** Loads one more page of older messages. */
  older(): Promise<void> {
    return this.#room.older();
  }

  /** Kills the page in the middle of its work: it sends and receives nothing more. @returns the life that ended */
  kill(): Life {
    this.#life.isOver = true;
    for (const socket of this.#sockets) socket.terminate();
    // Only stops the timers: the room can no longer reach its sockets, disk or tickets.
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
