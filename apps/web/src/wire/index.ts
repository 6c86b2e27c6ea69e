import './wire.css';
import { equip, render } from './kit.ts';
import { Meddler } from './meddler.ts';
import { Rows } from './rows.ts';
import { drawerView } from './view.ts';
import type { Tap } from '../tap.ts';
import type { Kit } from './kit.ts';
import type { Filter } from './rows.ts';
import type { Drawer } from './view.ts';

interface Place extends Kit {
  /** The button that opens and closes the drawer. */
  toggle: HTMLElement;
  element: HTMLElement;
  tap: Tap;
}

function styled(address: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = reject;
    document.head.append(link);
  });
}

/** Opens the drawer, which opens and closes itself from then on. */
export async function openWire({ toggle, element, tap, ...kit }: Place): Promise<void> {
  equip(kit);
  await styled(toggle.dataset['style'] ?? '');

  const head = document.createElement('div');
  const list = document.createElement('ol');
  list.tabIndex = 0;
  list.ariaLabel = 'What passed, newest last. The arrow keys go from one to the next, Enter opens one.';
  element.tabIndex = -1;
  element.append(head, list);

  let isDrawing = false;
  /** However much passes, the drawer is drawn once a frame. */
  function draw() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      rows.show();
      render(drawerView({ ...drawer, trips, news }), head);
    });
  }

  const rows = new Rows(list);
  let trips: Drawer['trips'] = [];
  let news = 'Press a button, write something, and look at the conversation and at the frames.';
  const meddler = new Meddler(tap, {
    onPassage(passage) {
      rows.add(passage);
      if (passage.trip) trips = [...trips, passage.trip].slice(-60);
      draw();
    },
    onNews(text) {
      news = text;
      draw();
    },
    // What the page listens to is what a browser would say.
    onNetwork: (isOnline) => window.dispatchEvent(new Event(isOnline ? 'online' : 'offline')),
  });
  const drawer = {
    meddler,
    rows,
    onChange(text = news) {
      news = text;
      draw();
    },
    onFilter(filter: Partial<Filter>) {
      rows.filter(filter);
      draw();
    },
    close: () => open(false),
  };

  function open(isOpen: boolean) {
    element.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) {
      localStorage.setItem('wire', 'open');
      rows.toEnd();
      // Who opened it is there; who only left it open is wherever the page puts them.
      if (toggle === document.activeElement) element.focus();
      return;
    }
    localStorage.removeItem('wire');
    meddler.mend();
    toggle.focus();
    draw();
  }

  toggle.addEventListener('click', () => open(Boolean(element.hidden)));
  for (const place of [element, toggle]) {
    place.addEventListener('keydown', ({ key, target }) => {
      // In a filter it empties that first.
      const isFilter = target instanceof HTMLInputElement && target.value !== '';
      if (key === 'Escape' && !element.hidden && !isFilter) open(false);
    });
  }
  open(true);
  draw();
}
