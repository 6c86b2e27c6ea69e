import { Room } from '@arc-chat/client';
import WebSocket from 'ws';
import { IndependentClient } from '../independent/client.ts';
import { Life } from './disk.ts';
import type { Entry, Outbox, Platform, Socket } from '@arc-chat/client';
import type { Message } from '@arc-chat/protocol';
import type { Store, Unsent } from '../independent/client.ts';

/** Shorter than the client's defaults, so that a short run has many retries. */
const times = { patienceMs: 5_000, resendMs: 800, holeMs: 250, heartbeatMs: 4_000 };

/** What the chaos needs of a client: of ours, or of the independent one. */
interface Chat {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly restarts: number;
  open(): void;
  close(): void;
  say(text: string): Promise<void>;
  /** Removes this person's newest message that still has its text. The independent client only reads removals. */
  remove?(): Promise<void>;
  wake(): void;
  older(): Promise<void>;
  /** One line about the state, to show why it does not send. */
  describe(): string;
}

function ours(name: string, platform: Platform): Chat {
  const room = new Room(name, platform, undefined, times);
  return {
    get messages() {
      return room.state.messages;
    },
    get hasOlder() {
      return room.state.hasOlder;
    },
    get restarts() {
      return room.state.restarts;
    },
    open: () => room.open(),
    close: () => room.close(),
    say: (text) => room.say(text),
    async remove() {
      const { messages, removing, you } = room.state;
      const mine = messages.findLast((it) => it.user === you?.user && it.text !== '' && !removing.has(it.seq));
      if (mine) await room.remove(mine);
    },
    wake: () => room.wake(),
    older: () => room.older(),
    describe: () => JSON.stringify({ status: room.state.status, next: room.state.outbox[0] }),
  };
}

/** The outbox as the independent client expects it. It marks a failed message with the refusal's text. */
function storeOf(outbox: Outbox): Store {
  const changed = (entry: Entry, { floor, failed }: Unsent): Entry => ({
    ...entry,
    floor,
    failed: failed === undefined ? undefined : 'bad-frame',
  });
  return {
    add: ({ id, room, text, at }) => outbox.add({ id, room, text, at, floor: undefined, failed: undefined }),
    all: (room) => outbox.all(room),
    update: (key, change) => outbox.update(key, (entry) => changed(entry, change(entry))),
    remove: async (key) => void (await outbox.update(key, () => undefined)),
  };
}

function independent(name: string, { ticket, open, outbox }: Platform): Chat {
  const surroundings = {
    async ticket(room: string) {
      const answer = await ticket(room);
      return typeof answer === 'object' ? answer.url : undefined;
    },
    open,
    store: storeOf(outbox),
  };
  return new IndependentClient(name, surroundings, times);
}

/** A page in a browser tab: a client, from the load of the page until it dies. */
export class Page {
  readonly #life = new Life();
  readonly #chat: Chat;
  readonly #sockets = new Set<WebSocket>();

  /** @param platformFor makes the platform of this page, for its lifetime */
  constructor(
    { room, isStranger }: { room: string; isStranger: boolean },
    origin: string,
    platformFor: (life: Life) => Omit<Platform, 'open'>,
  ) {
    const platform = { ...platformFor(this.#life), open: (url: string) => this.#connect(url, origin) };
    this.#chat = (isStranger ? independent : ours)(room, platform);
    this.#chat.open();
  }

  get isAlive(): boolean {
    return !this.#life.isOver;
  }

  get state(): Pick<Chat, 'messages' | 'hasOlder' | 'restarts'> {
    return this.#chat;
  }

  describe(): string {
    return this.#chat.describe();
  }

  say(text: string): Promise<void> {
    return this.#life.hears(this.#chat.say(text));
  }

  async remove(): Promise<void> {
    await this.#life.hears(Promise.resolve(this.#chat.remove?.()));
  }

  wake(): void {
    this.#chat.wake();
  }

  /** Loads one more page of older messages. */
  older(): Promise<void> {
    return this.#chat.older();
  }

  /** Kills the page in the middle of its work: it sends and receives nothing more. @returns the life that ended */
  kill(): Life {
    this.#life.isOver = true;
    for (const socket of this.#sockets) socket.terminate();
    // Only stops the timers: the client can no longer reach its sockets, disk or tickets.
    this.#chat.close();
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
