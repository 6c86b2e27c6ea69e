import { breaksView } from './breaks.ts';
import { html } from './kit.ts';
import { plotView } from './plot.ts';
import type { Meddler } from './meddler.ts';
import type { Filter, Rows } from './rows.ts';
import type { Trip } from './trips.ts';

export interface Drawer {
  meddler: Meddler;
  rows: Rows;
  trips: readonly Trip[];
  news: string;
  /** Something was pressed, so that there is something to draw, and perhaps to say. */
  onChange(news?: string): void;
  onFilter(filter: Partial<Filter>): void;
  close(): void;
}

const types = ['hello', 'welcome', 'say', 'said', 'page', 'typing', 'arrived', 'departed', 'refused', 'socket'];

/** All of the drawer but the list of what passed, which keeps itself. */
export const drawerView = ({ meddler, rows, trips, news, onChange, onFilter, close }: Drawer) => html`
  <div class="top">
    <h2>The wire</h2>
    <p>Every frame, as it passes</p>
    <button @click=${close} aria-label="Close the wire">✕</button>
  </div>
  <details class="breaks" open>
    <summary><b>Break it</b> and watch it heal</summary>
    ${breaksView(meddler, onChange)}
  </details>
  <p class="news" aria-live="polite">${news}</p>
  <figure>${plotView(trips)}</figure>
  <form @submit=${(event: Event) => event.preventDefault()}>
    <select
      aria-label="Show frames of type"
      @change=${({ target }: Event) => target instanceof HTMLSelectElement && onFilter({ type: target.value })}
    >
      <option value="">All types</option>
      ${types.map((type) => html`<option>${type}</option>`)}
    </select>
    <input
      type="search"
      placeholder="Filter"
      aria-label="Show frames with text"
      autocomplete="off"
      @input=${({ target }: Event) => target instanceof HTMLInputElement && onFilter({ text: target.value })}
    />
    <button type="button" aria-pressed=${rows.isPaused} @click=${() => ((rows.isPaused = !rows.isPaused), onChange())}>
      Pause
    </button>
    <button type="button" @click=${() => (rows.clear(), onChange())}>Clear</button>
    <small>${rows.summary}</small>
  </form>
`;
