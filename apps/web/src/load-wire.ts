import { recall } from './store.ts';
import type { Tap } from './tap.ts';

/** A bundle of its own. The page's import map leads from this name to an address that changes with the content. */
const file: string = '/_static/wire.mjs';

/** Loads the drawer when it is first opened, and at once for who left it open. Until then it is one button. */
export function wireOnDemand(toggle: HTMLElement, element: HTMLElement, tap: Tap): void {
  let isLoaded = false;
  async function load() {
    if (isLoaded) return;
    isLoaded = true;
    try {
      const { openWire }: typeof import('./wire/index.ts') = await import(/* @vite-ignore */ file);
      openWire({ toggle, element, tap });
    } catch (error) {
      isLoaded = false;
      throw error;
    }
  }
  toggle.addEventListener('click', () => void load());
  if (recall('localStorage', 'wire')) void load();
}
