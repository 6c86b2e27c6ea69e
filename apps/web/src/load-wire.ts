import { recall } from './store.ts';
import type { Tap } from './tap.ts';

/** Loads the drawer when it is first opened, and at once for who left it open. Until then it is one button. */
export function wireOnDemand(toggle: HTMLElement, element: HTMLElement, tap: Tap): void {
  let isLoaded = false;
  async function load() {
    if (isLoaded) return;
    isLoaded = true;
    try {
      // By an address and not by name: it is a bundle of its own, whose address changes with what is in it.
      const address = toggle.dataset['script'] ?? '';
      const { openWire }: typeof import('./wire/index.ts') = await import(/* @vite-ignore */ address);
      await openWire({ toggle, element, tap });
    } catch (error) {
      isLoaded = false;
      throw error;
    }
  }
  toggle.addEventListener('click', () => void load());
  if (recall('localStorage', 'wire')) void load();
}
