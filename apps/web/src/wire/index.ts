import css from './wire.css?inline';
import { keep } from '../store.ts';
import { Drawer } from './drawer.ts';
import type { Tap } from '../tap.ts';

interface Place {
  /** The button that opens and closes the drawer. */
  toggle: HTMLElement;
  element: HTMLElement;
  tap: Tap;
}

/** The content policy allows no style element; a style sheet that a script makes is not one. */
function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

/** In a field with something in it, Escape empties that first. */
const isBusy = (target: EventTarget | null) => target instanceof HTMLInputElement && target.value !== '';

/** Opens the drawer, which opens and closes itself from then on. */
export function openWire({ toggle, element, tap }: Place): void {
  addStyle();
  const drawer = new Drawer(tap, close);
  element.append(drawer.head, drawer.rows.element);
  element.tabIndex = -1;

  function show(isOpen: boolean) {
    element.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
  }

  function open() {
    show(true);
    keep('localStorage', 'wire', 'open');
    drawer.rows.toEnd();
    // Who opened it is there; who only left it open is wherever the page puts them.
    if (toggle === document.activeElement) element.focus();
  }

  function close() {
    show(false);
    keep('localStorage', 'wire', '');
    drawer.meddler.mend();
    toggle.focus();
  }

  toggle.addEventListener('click', () => (element.hidden ? open() : close()));
  for (const place of [element, toggle]) {
    place.addEventListener('keydown', ({ key, target }) => {
      if (key === 'Escape' && !element.hidden && !isBusy(target)) close();
    });
  }
  open();
}
