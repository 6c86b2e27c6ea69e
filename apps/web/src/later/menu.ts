import { copy } from './copy.ts';
import { el, element } from '../dom.ts';
import type { Message, Room } from '@arc-chat/client';

const longPressMs = 500;

/** Puts the menu beside its button; above it in the lower half of the screen. */
function place(menu: HTMLElement, { left, right, top, bottom }: DOMRect): void {
  const isLow = bottom > innerHeight / 2;
  const isRight = right > innerWidth / 2;
  Object.assign(menu.style, {
    top: isLow ? 'auto' : `${bottom}px`,
    bottom: isLow ? `${innerHeight - top}px` : 'auto',
    left: isRight ? 'auto' : `${left}px`,
    right: isRight ? `${innerWidth - right}px` : 'auto',
  });
}

/** Fills the menu for a message of this person. */
export function fillMenu(menu: HTMLElement, button: HTMLElement, room: Room, message: Message): void {
  const remove = () => {
    menu.hidePopover();
    // The handlers of the buttons know the text.
    menu.replaceChildren();
    element('#message', HTMLElement).focus();
    const tell = (text: string) => element('#announcer', HTMLElement).replaceChildren(text);
    room.remove(message).then(
      () => tell('Message removed'),
      () => tell('Not removed: this browser cannot store it.'),
    );
  };
  place(menu, button.getBoundingClientRect());
  menu.replaceChildren(
    el('button', { onclick: (event) => copy(event.currentTarget, message.text) }, 'Copy'),
    el('button', { onclick: remove }, 'Remove'),
  );
}

const menuButtonOf = ({ target }: Event) =>
  target instanceof Element ? target.closest('.message')?.querySelector<HTMLElement>('.more') : undefined;

/** The parts of a message list that take the focus in turn: the menu button of own messages, and others' messages. */
const stopsOf = (list: HTMLElement): HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('.more, .message:not(.own)'),
];

/** Of all stops in a list, the Tab key reaches the last one only. From there on, the arrow keys move. */
export function rove(list: HTMLElement): void {
  const all = stopsOf(list);
  for (const stop of all) {
    const tabIndex = stop === all.at(-1) ? 0 : -1;
    if (stop.tabIndex !== tabIndex) stop.tabIndex = tabIndex;
  }
}

/** The arrow keys move from one stop to the next, and a long press on a message is a press on its button. */
export function listenForMenus(): void {
  const list = element('#messages', HTMLElement);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const all = stopsOf(list);
    const at = all.findIndex((it) => it === document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    all[at + step]?.focus();
  });

  let since = Infinity;
  list.addEventListener('pointerdown', ({ timeStamp }) => (since = timeStamp));
  // The browser took the touch for a scroll.
  list.addEventListener('pointercancel', () => (since = Infinity));
  // The menu would close again at the end of the touch if it opened before.
  list.addEventListener('touchend', (event) => {
    const button = menuButtonOf(event);
    if (!button || event.timeStamp - since < longPressMs) return;
    event.preventDefault();
    button.click();
  });
  // The browser's own menu would cancel the touch.
  list.addEventListener('contextmenu', (event) => {
    if (event instanceof PointerEvent && event.pointerType === 'touch' && menuButtonOf(event)) event.preventDefault();
  });
}
