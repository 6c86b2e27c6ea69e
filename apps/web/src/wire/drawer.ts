import { render } from './kit.ts';
import { Meddler } from './meddler.ts';
import { Rows } from './rows.ts';
import { drawerView } from './view.ts';
import type { Tap } from '../tap.ts';
import type { Passage } from './passage.ts';
import type { Filter } from './rows.ts';
import type { Trip } from './trips.ts';

const keptTrips = 60;

/** What the drawer shows: what passed, how long it took, and what was broken. */
export class Drawer {
  readonly rows: Rows;
  readonly meddler: Meddler;
  readonly close: () => void;
  trips: readonly Trip[] = [];
  news = 'Press a button, write something, and watch the conversation and the frames.';
  readonly #head = document.createElement('div');
  #isDrawing = false;

  constructor(tap: Tap, place: HTMLElement, close: () => void) {
    const list = document.createElement('ol');
    list.tabIndex = 0;
    list.ariaLabel = 'What passed, newest last. The arrow keys go from one to the next, Enter opens one.';
    place.append(this.#head, list);
    this.rows = new Rows(list);
    this.close = close;
    this.meddler = new Meddler(tap, {
      onPassage: (passage) => this.#add(passage),
      onNews: (text) => this.tell(text),
      // The page hears of it as it would from the browser.
      onNetwork: (isOnline) => window.dispatchEvent(new Event(isOnline ? 'online' : 'offline')),
    });
    this.#draw();
  }

  tell(news = this.news): void {
    this.news = news;
    this.#draw();
  }

  filter(change: Partial<Filter>): void {
    this.rows.filter(change);
    this.#draw();
  }

  pause(): void {
    this.rows.isPaused = !this.rows.isPaused;
    this.#draw();
  }

  clear(): void {
    this.rows.clear();
    this.#draw();
  }

  #add(passage: Passage): void {
    this.rows.add(passage);
    if (passage.trip) this.trips = [...this.trips, passage.trip].slice(-keptTrips);
    this.#draw();
  }

  /** However much passes, it is drawn once a frame. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.rows.show();
      render(drawerView(this), this.#head);
    });
  }
}
