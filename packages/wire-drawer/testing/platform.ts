import { memoryOutbox } from '@arc-chat/client';
import type { Platform, Socket } from '@arc-chat/client';

/** A socket without a server. */
export class FakeSocket extends EventTarget implements Socket {
  readonly sent: string[] = [];

  send(data: string) {
    this.sent.push(data);
  }

  hears(data: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: typeof data === 'string' ? data : JSON.stringify(data) }));
  }

  close() {
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1005 }));
  }
}

export const fakePlatform = (socket: Socket): Platform => ({
  outbox: memoryOutbox(),
  ticket: async () => ({ url: 'ws://here/' }),
  open: () => socket,
});
