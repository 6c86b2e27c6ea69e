import { el } from './dom.ts';
import { rowOf } from './row.ts';
import type { Passage } from './passage.ts';
import type { DrawerRow } from './row.ts';

const kept = 200;

export interface Filter {
  /** Empty means all types. */
  type: string;
  text: string;
}

/** The list of frames, the newest last. It stays at its end unless the user scrolled up. */
export class Rows {
  readonly element = el('ol', {
    tabIndex: 0,
    ariaLabel: 'What passed, newest last. The arrow keys go from one to the next, Enter opens one.',
  });
  #rows: DrawerRow[] = [];
  #waiting: DrawerRow[] = [];
  #filter: Filter = { type: '', text: '' };
  readonly #rooms = new Set<string>();
  isPaused = false;

  constructor() {
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  add(passage: Passage): void {
    if (passage.room) this.#rooms.add(passage.room);
    this.#waiting = [...this.#waiting, rowOf(passage)].slice(-kept);
  }

  /** Shows the rows that came since the last call, unless the list is paused. */
  show(): void {
    if (this.isPaused || this.#waiting.length === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
    for (const row of this.#waiting) row.element.hidden = !this.#matches(row);
    this.element.append(...this.#waiting.map(({ element }) => element));
    this.element.classList.toggle('of-many-rooms', this.#rooms.size > 1);
    this.#rows.push(...this.#waiting);
    this.#waiting = [];
    for (const { element } of this.#rows.splice(0, this.#rows.length - kept)) element.remove();
    if (isAtEnd) this.toEnd();
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  filter(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    for (const row of this.#rows) row.element.hidden = !this.#matches(row);
    this.toEnd();
  }

  clear(): void {
    this.#rows = [];
    this.#waiting = [];
    this.element.replaceChildren();
  }

  /** Counts the shown rows, all rows, and the rows that wait for the end of a pause. */
  get summary(): string {
    const all = this.#rows.length;
    const shown = this.#rows.filter((row) => !row.element.hidden).length;
    const waiting = this.isPaused ? `, ${this.#waiting.length} waiting` : '';
    return `${shown === all ? all : `${shown} of ${all}`} shown${waiting}`;
  }

  #matches({ type, way, text }: DrawerRow): boolean {
    const wanted = this.#filter.type;
    const isOfType = !wanted || wanted === (way === 'life' ? 'socket' : type);
    return isOfType && text.includes(this.#filter.text.trim().toLowerCase());
  }

  /** The arrow keys go from row to row, so that Tab leaves the list at once. */
  #onKey(event: KeyboardEvent): void {
    const rows = [...this.element.querySelectorAll<HTMLElement>('li:not([hidden]) :is(summary, .cells)')];
    const here = rows.findIndex((row) => row === document.activeElement);
    const steps: Record<string, number> = {
      ArrowUp: here < 0 ? rows.length - 1 : here - 1,
      ArrowDown: here + 1,
      Home: 0,
      End: rows.length - 1,
    };
    const row = rows[steps[event.key] ?? -1];
    if (!row) return;
    event.preventDefault();
    row.focus();
  }
}
