import { wasLeftOpen } from './left-open.ts';
import { Tap } from './tap.ts';
import type { Platform } from '@arc-chat/client';

/** A separate bundle. The page's import map maps this name to an address that changes with the content. */
const file: string = '/_static/wire.mjs';

/**
 * Adds the wire drawer's button after this element. The first click loads the drawer. A drawer that was left open is
 * loaded at once.
 * @returns the same platform, with a tap on its sockets
 */
export function wireDrawer(platform: Platform, neighbour: Element): Platform {
  const tap = new Tap();
  const toggle = Object.assign(document.createElement('button'), { textContent: 'Wire', ariaExpanded: 'false' });
  neighbour.after(toggle);

  async function load() {
    const { openDrawer }: typeof import('./drawer/index.ts') = await import(/* @vite-ignore */ file);
    // After a double click, two calls wait here. The first one opens the drawer, and the drawer replaces this handler.
    if (toggle.onclick === load) openDrawer(toggle, tap);
  }
  toggle.onclick = load;
  if (wasLeftOpen()) void load();
  return tap.on(platform);
}
