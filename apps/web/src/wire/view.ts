import { breaksView } from './breaks.ts';
import { html } from './kit.ts';
import { plotView } from './plot.ts';
import type { Drawer } from './drawer.ts';

const types = ['hello', 'welcome', 'say', 'said', 'page', 'typing', 'arrived', 'departed', 'refused', 'socket'];

/** All of the drawer but the list of what passed, which keeps itself. */
export const drawerView = (drawer: Drawer) => html`
  <div class="top">
    <h2>The wire</h2>
    <p>Every frame, as it passes</p>
    <button @click=${() => drawer.close()} aria-label="Close the wire">✕</button>
  </div>
  <details class="breaks" open>
    <summary><b>Break it</b> and watch it heal</summary>
    ${breaksView(drawer.meddler, (news) => drawer.tell(news))}
  </details>
  <p class="news" aria-live="polite">${drawer.news}</p>
  <figure>${plotView(drawer.trips)}</figure>
  <form @submit=${(event: Event) => event.preventDefault()}>
    <select
      aria-label="Show frames of type"
      @change=${({ target }: Event) => target instanceof HTMLSelectElement && drawer.filter({ type: target.value })}
    >
      <option value="">All types</option>
      ${types.map((type) => html`<option>${type}</option>`)}
    </select>
    <input
      type="search"
      placeholder="Filter"
      aria-label="Show frames with text"
      autocomplete="off"
      @input=${({ target }: Event) => target instanceof HTMLInputElement && drawer.filter({ text: target.value })}
    />
    <button type="button" aria-pressed=${drawer.rows.isPaused} @click=${() => drawer.pause()}>Pause</button>
    <button type="button" @click=${() => drawer.clear()}>Clear</button>
    <small>${drawer.rows.summary}</small>
  </form>
`;
