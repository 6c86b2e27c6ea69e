import { wasLeftOpen } from './left-open.ts';
import { Tap } from './tap.ts';
import type { Platform } from '@arc-chat/client';

/** A bundle of its own. The page's import map leads from this name to an address that changes with the content. */
const file: string = '/_static/wire.mjs';

/**
 * Puts the wire drawer's button into the page, after this element. The drawer itself is loaded at the first click, or at
 * once if it was left open.
 * @returns the same platform, with a tap on its sockets
 */
export function wireDrawer(platform: Platform, neighbour: Element): Platform {
  const tap = new Tap();
  const toggle = Object.assign(document.createElement('button'), { textContent: 'Wire', ariaExpanded: 'false' });
  neighbour.after(toggle);

  async function load() {
    const { openDrawer }: typeof import('./drawer/index.ts') = await import(/* @vite-ignore */ file);
    // The drawer takes the button over, perhaps while a second click waits for it.
    if (toggle.onclick === load) openDrawer(toggle, tap);
  }
  toggle.onclick = load;
  if (wasLeftOpen()) void load();
  return tap.on(platform);
}
