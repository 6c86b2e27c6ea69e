import { el, write } from './dom.ts';
import { breakButtons } from './breaks.ts';
import { Meddler } from './meddler.ts';
import { keptTrips, Plot } from './plot.ts';
import { Rows } from './rows.ts';
import type { Tap } from '../tap.ts';
import type { Passage } from './passage.ts';
import type { Trip } from './trips.ts';

const types = ['hello', 'welcome', 'say', 'said', 'page', 'typing', 'arrived', 'departed', 'refused', 'socket'];

/** Simulates the browser's reaction to a network that went or came back: `navigator.onLine` and its event. */
function pretend(isOnline: boolean): void {
  if (isOnline) Reflect.deleteProperty(navigator, 'onLine');
  else Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
}

/** The content of the drawer: the buttons, the news, the round trips and the frames. */
export class Drawer {
  readonly rows = new Rows();
  readonly meddler: Meddler;
  readonly head: HTMLElement;
  readonly #breaks;
  readonly #plot = new Plot();
  readonly #news = el('p', { className: 'news', ariaLive: 'polite' });
  readonly #pause = el('button', { type: 'button', onclick: () => this.#pauses() }, 'Pause');
  readonly #summary = el('small');
  #trips: readonly Trip[] = [];
  #isDrawing = false;

  constructor(tap: Tap, close: () => void) {
    this.meddler = new Meddler(tap, {
      onPassage: (passage) => this.#add(passage),
      onNews: (text) => this.#tell(text),
      onNetwork: pretend,
    });
    this.#breaks = breakButtons(this.meddler, (news) => this.#tell(news));
    this.head = el(
      'div',
      {},
      el(
        'div',
        { className: 'top' },
        el('h2', {}, 'The wire'),
        el('p', {}, 'Every frame, as it passes'),
        el('button', { ariaLabel: 'Close the wire', onclick: close }, '✕'),
      ),
      el(
        'details',
        { className: 'breaks', open: true },
        el('summary', {}, el('b', {}, 'Break it'), ' and watch it heal'),
        this.#breaks.element,
      ),
      this.#news,
      this.#plot.element,
      this.#controls(),
    );
    this.#tell('Press a button, write something, and watch the conversation and the frames.');
  }

  #controls(): HTMLElement {
    const type = el(
      'select',
      { ariaLabel: 'Show frames of type', onchange: () => this.#filter({ type: type.value }) },
      el('option', { value: '' }, 'All types'),
      ...types.map((name) => el('option', {}, name)),
    );
    const text = el('input', {
      type: 'search',
      placeholder: 'Filter',
      ariaLabel: 'Show frames with text',
      oninput: () => this.#filter({ text: text.value }),
    });
    const clear = el('button', { onclick: () => this.#clear() }, 'Clear');
    return el('div', { className: 'controls' }, type, text, this.#pause, clear, this.#summary);
  }

  #tell(news?: string): void {
    if (news) write(this.#news, news);
    this.#draw();
  }

  #filter(change: Parameters<Rows['filter']>[0]): void {
    this.rows.filter(change);
    this.#draw();
  }

  #pauses(): void {
    this.rows.isPaused = !this.rows.isPaused;
    this.#draw();
  }

  #clear(): void {
    this.rows.clear();
    this.#draw();
  }

  #add(passage: Passage): void {
    this.rows.add(passage);
    if (passage.trip) this.#trips = [...this.#trips, passage.trip].slice(-keptTrips);
    this.#draw();
  }

  /** Draws at most once in an animation frame. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.rows.show();
      this.#breaks.draw();
      this.#plot.draw(this.#trips);
      this.#pause.ariaPressed = String(this.rows.isPaused);
      write(this.#summary, this.rows.summary);
    });
  }
}
