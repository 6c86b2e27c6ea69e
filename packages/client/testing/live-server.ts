import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { receive } from '@arc-chat/chat';
import { Memory } from '@arc-chat/chat/testing/memory';
import { seatOf } from '@arc-chat/chat/testing/scene';
import { decodeServerFrame } from '@arc-chat/protocol';
import { memoryOutbox } from '../src/outbox.ts';
import { room } from './sample-log.ts';
import type { ServerFrame } from '@arc-chat/protocol';
import type { Platform, Socket } from '../src/ports.ts';

type Listener = (event: object) => void;

/** The network and the clocks of the model. Times are in milliseconds. */
export interface NetworkConditions {
  /** The time that a frame takes, in either direction: at random from the first to the second. */
  latencyMs: [number, number];
  /** The clocks of the functions differ by up to this much, in either direction. */
  skewMs: number;
  /** The share of the answers that are lost. */
  loss: number;
}

export const calm: NetworkConditions = { latencyMs: [20, 20], skewMs: 0, loss: 0 };

/** Moves the mocked clock ahead. After each step, the code that was waiting can go on. */
export async function pass(ms: number, stepMs = 5): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    mock.timers.tick(stepMs);
    await setImmediate();
  }
}

/** The real rules of the server behind a modelled network, with node's mocked timers as the clock. */
export class LiveServer {
  readonly memory = new Memory();
  /** All that was sent to the clients, lost frames too. */
  readonly answers: ServerFrame[] = [];
  sockets = 0;
  readonly #network: NetworkConditions;

  constructor(network: NetworkConditions) {
    this.#network = network;
  }

  /** The codes of the refusals, each as often as it was sent. */
  get refusals(): string[] {
    return this.answers.flatMap((frame) => (frame.type === 'refused' ? [frame.code] : []));
  }

  /** A browser's tab. */
  tab(): Platform {
    return { ticket: async () => ({ url: 'ws://chat.example/' }), open: () => this.open(), outbox: memoryOutbox() };
  }

  open(): Socket {
    const connection = `c${++this.sockets}`;
    const { memory } = this;
    const listeners = new Map<string, Listener>();
    const tell = (type: string, event = {}) => setTimeout(() => listeners.get(type)?.(event), this.#latency());
    memory.seats.set(`${room} ${connection}`, seatOf(room, connection, { user: 'ada', name: 'Ada' }));
    memory.connections.set(connection, room);
    memory.listeners.set(connection, (data) => {
      const frame = decodeServerFrame(data);
      if (frame) this.answers.push(frame);
      if (Math.random() >= this.#network.loss) tell('message', { data });
    });
    tell('open');
    return {
      addEventListener: (type, listener) => listeners.set(type, listener),
      send: (data) => void setTimeout(() => void this.#receive(connection, data, tell), this.#latency()),
      close: () => memory.seats.delete(`${room} ${connection}`),
    };
  }

  async #receive(connection: string, data: string, tell: (type: string) => void): Promise<void> {
    const { skewMs } = this.#network;
    const skew = (2 * Math.random() - 1) * skewMs;
    const ports = { ...this.memory.ports(), now: () => Math.round(Date.now() + skew), random: Math.random };
    await receive({ ...ports, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }, connection, data);
    if (this.memory.closed.has(connection)) tell('close');
  }

  #latency(): number {
    const [least, most] = this.#network.latencyMs;
    return least + Math.random() * (most - least);
  }
}
