import { el } from './dom.ts';
import type { RoomState } from '@arc-chat/client';

const mostSpoken = 3;

/** Announces others' messages to a screen reader. A live log would also read its history and the user's messages. */
export function announce(region: HTMLElement, said: RoomState['messages']): void {
  if (said.length === 0) return;
  const texts = said.length > mostSpoken ? [`${said.length} new messages`] : said.map((it) => `${it.name}: ${it.text}`);
  region.replaceChildren(...texts.map((text) => el('p', {}, text)));
}
