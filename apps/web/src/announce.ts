import { el } from './dom.ts';
import type { RoomState } from '@arc-chat/client';

const mostSpoken = 3;

/** Reads out what others said. The log itself is silent: it would also read out its history, and what one wrote oneself. */
export function announce(region: HTMLElement, said: RoomState['messages']): void {
  if (said.length === 0) return;
  const texts = said.length > mostSpoken ? [`${said.length} new messages`] : said.map((it) => `${it.name}: ${it.text}`);
  region.replaceChildren(...texts.map((text) => el('p', {}, text)));
}
