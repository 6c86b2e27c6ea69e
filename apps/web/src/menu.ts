import { el } from './dom.ts';
import { later } from './later.ts';
import type { Message, Room } from '@arc-chat/client';

/** The one menu of all messages. */
const menu = el('div', { id: 'menu', popover: 'auto' });
document.body.append(menu);

/** The button that opens the menu of an own message. */
export function menuButton(room: Room, message: Message): HTMLElement {
  const button = el('button', { className: 'more', ariaLabel: 'Copy or remove', popoverTargetElement: menu }, '⋯');
  button.onclick = () => later(({ fillMenu }) => fillMenu(menu, button, room, message));
  return button;
}
