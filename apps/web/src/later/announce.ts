import { el } from '../dom.ts';
import type { RoomState } from '@arc-chat/client';

const mostSpoken = 3;

/**
 * Announces others' messages and removals to a screen reader. A live log would also read its history and the user's
 * messages. A removed text that was announced is gone from the region, too.
 */
export function announce(region: HTMLElement, rows: RoomState['messages']): void {
  const said = rows.filter(({ text }) => text !== '');
  const texts = said.length > mostSpoken ? [`${said.length} new messages`] : said.map((it) => `${it.name}: ${it.text}`);
  if (rows.some(({ removes }) => removes !== undefined)) texts.push('A message was removed');
  region.replaceChildren(...texts.map((text) => el('p', {}, text)));
}
