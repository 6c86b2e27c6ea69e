import { jsonView } from './json.ts';
import { html, render } from './kit.ts';
import type { Passage } from './passage.ts';

const kept = 200;

export interface Filter {
  /** Empty for all. */
  type: string;
  text: string;
}

interface Row extends Passage {
  at: Date;
  element: HTMLLIElement;
  /** What a search looks at. */
  text: string;
}

const ways = {
  out: { arrow: '↑', word: 'sent' },
  in: { arrow: '↓', word: 'received' },
  life: { arrow: '•', word: 'socket' },
};
const fates = { lost: 'lost', doubled: 'sent twice', again: 'again' };

const clock = (at: Date) => at.toTimeString().slice(0, 8);

const cells = ({ way, type, room, gist, fate, bytes, trip, at }: Row) => html`
  <time datetime=${at.toISOString()}>${clock(at)}</time>
  <span class="way" aria-hidden="true">${ways[way].arrow}</span><span class="unseen">${ways[way].word}</span>
  <b class="type">${type}</b>
  <span class="gist">
    ${room ? html`<i>#${room}</i> ` : ''}${fate ? html`<em>${fates[fate]}</em>` : ''}
    <bdi>${gist}</bdi>
  </span>
  <span class="bytes">${bytes === undefined ? '' : `${bytes.toLocaleString('en')} B`}</span>
  <span class="ms">${trip ? `${trip.ms < 10 ? trip.ms.toFixed(1) : Math.round(trip.ms)} ms` : ''}</span>
`;

const rowView = (row: Row) =>
  row.frame
    ? html`<details @toggle=${() => unfold(row)}>
        <summary tabindex="-1">${cells(row)}</summary>
        <div class="json"></div>
      </details>`
    : html`<div class="cells" tabindex="-1">${cells(row)}</div>`;

/** All of a row, made when somebody looks at it. */
function unfold({ element, frame, at, bytes }: Row): void {
  const place = element.querySelector<HTMLElement>('.json');
  const exactly = `${at.toISOString().slice(11, 23)} UTC, ${bytes} bytes`;
  if (place) render(html`<small>${exactly}</small>${jsonView(frame)}`, place);
}

/** The frames that passed, newest last, in a list that stays at its end unless somebody scrolled up. */
export class Rows {
  readonly #list: HTMLElement;
  #rows: Row[] = [];
  #waiting: Row[] = [];
  #filter: Filter = { type: '', text: '' };
  readonly #rooms = new Set<string>();
  isPaused = false;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('keydown', (event) => this.#onKey(event));
  }

  add(passage: Passage): void {
    const { type, room, gist, frame } = passage;
    if (room) this.#rooms.add(room);
    const text = [type, room && `#${room}`, gist, frame && JSON.stringify(frame)].join(' ').toLowerCase();
    this.#waiting = [
      ...this.#waiting,
      { ...passage, at: new Date(), element: document.createElement('li'), text },
    ].slice(-kept);
  }

  /** Shows what came since the last time, unless it is paused. */
  show(): void {
    if (this.isPaused || this.#waiting.length === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
    for (const row of this.#waiting) {
      row.element.className = `${row.way} ${row.type} ${row.fate ?? ''}`;
      row.element.hidden = !this.#matches(row);
      render(rowView(row), row.element);
      this.#list.append(row.element);
    }
    this.#list.classList.toggle('of-many-rooms', this.#rooms.size > 1);
    this.#rows.push(...this.#waiting);
    this.#waiting = [];
    for (const { element } of this.#rows.splice(0, this.#rows.length - kept)) element.remove();
    if (isAtEnd) this.toEnd();
  }

  toEnd(): void {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  filter(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    for (const row of this.#rows) row.element.hidden = !this.#matches(row);
    this.toEnd();
  }

  clear(): void {
    this.#rows = [];
    this.#waiting = [];
    this.#list.replaceChildren();
  }

  /** How many are shown, of how many, and how many wait for the end of the pause. */
  get summary(): string {
    const all = this.#rows.length;
    const shown = this.#rows.filter((row) => !row.element.hidden).length;
    const waiting = this.isPaused ? `, ${this.#waiting.length} waiting` : '';
    return `${shown === all ? all : `${shown} of ${all}`} shown${waiting}`;
  }

  #matches({ type, way, text }: Row): boolean {
    const wanted = this.#filter.type;
    return (
      (!wanted || wanted === type || (wanted === 'socket' && way === 'life')) &&
      text.includes(this.#filter.text.trim().toLowerCase())
    );
  }

  /** The arrows go from row to row, so that Tab does not have to go through them all. */
  #onKey(event: KeyboardEvent): void {
    const rows = [...this.#list.querySelectorAll<HTMLElement>('li:not([hidden]) :is(summary, .cells)')];
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
