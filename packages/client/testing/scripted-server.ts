import { decodeClientFrame, encodeServerFrame } from '@arc-chat/protocol';
import { memoryOutbox } from '../src/outbox.ts';
import { logA, room, you } from './sample-log.ts';
import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';
import type { Platform, Socket, Ticketed } from '../src/ports.ts';

type Listener = (event: object) => void;

/** A server for one room. A test decides how it answers. */
export class ScriptedServer {
  readonly heard: ClientFrame[] = [];
  sockets = 0;
  tickets = 0;
  outbox = memoryOutbox();
  /** The answer to a frame. A test replaces it. */
  answer: (frame: ClientFrame) => ServerFrame | object | undefined = (frame) => this.usual(frame);
  ticket: () => Ticketed = () => ({ url: 'ws://chat.example/?ticket=t' });
  #seq = 0;
  #listeners = new Map<string, Listener>();

  platform(more: Partial<Platform> = {}): Platform {
    return {
      ticket: async () => {
        this.tickets++;
        return this.ticket();
      },
      open: () => this.#open(),
      outbox: this.outbox,
      ...more,
    };
  }

  /** The `say` frames, in the order of arrival. */
  get said(): Frame<ClientFrame, 'say'>[] {
    return this.heard.filter((frame) => frame.type === 'say');
  }

  usual(frame: ClientFrame): ServerFrame | undefined {
    const now = { log: this.#seq > 0 ? logA : null, seq: this.#seq, messages: [], more: false };
    if (frame.type === 'hello') return { type: 'welcome', room, you, ...now, at: 0, people: [] };
    if (frame.type === 'page') return { type: 'page', room, after: frame.after ?? 0, ...now, at: 0, people: [] };
    if (frame.type !== 'say') return undefined;
    const { id, text } = frame;
    return { type: 'said', room, log: logA, seq: ++this.#seq, id, ...you, text, at: 0 };
  }

  /** Sends a frame to the newest socket. */
  post(frame: ServerFrame): void {
    this.#listeners.get('message')?.({ data: encodeServerFrame(frame) });
  }

  /** Closes the newest socket. */
  close(): void {
    this.#listeners.get('close')?.({});
  }

  #open(): Socket {
    this.sockets++;
    const listeners = new Map<string, Listener>();
    this.#listeners = listeners;
    queueMicrotask(() => listeners.get('open')?.({}));
    return {
      addEventListener: (type, listener) => listeners.set(type, listener),
      close: () => {},
      send: (data) => {
        const decoded = decodeClientFrame(data);
        if (!decoded.ok || decoded.frame.type === 'classic') throw new Error(`invalid frame: ${data}`);
        const { frame } = decoded;
        this.heard.push(frame);
        const scripted = this.answer(frame);
        // A welcome repeats the cursor of its hello.
        const answer = frame.type === 'hello' && scripted ? { ...scripted, after: frame.after } : scripted;
        const text = JSON.stringify(answer);
        if (answer) queueMicrotask(() => listeners.get('message')?.({ data: text }));
      },
    };
  }
}
