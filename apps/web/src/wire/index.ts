import './wire.css';
import { el } from '../dom.ts';
import { keep } from '../store.ts';
import { Drawer } from './drawer.ts';
import type { Tap } from '../tap.ts';

interface Place {
  /** The button that opens and closes the drawer. */
  toggle: HTMLElement;
  element: HTMLElement;
  tap: Tap;
}

function loadStyle(address: string): Promise<void> {
  const link = el('link', { rel: 'stylesheet', href: address });
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`${address} cannot be loaded`));
    document.head.append(link);
  });
}

/** In a field with something in it, Escape empties that first. */
const isBusy = (target: EventTarget | null) => target instanceof HTMLInputElement && target.value !== '';

/** Opens the drawer, which opens and closes itself from then on. */
export async function openWire({ toggle, element, tap }: Place): Promise<void> {
  await loadStyle(toggle.dataset['style'] ?? '');
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
