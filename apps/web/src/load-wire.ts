import { html, nothing, render } from 'lit-html';
import type { Tap } from './tap.ts';

/** Loads the drawer when it is first opened, and at once for who left it open. Until then it is one button. */
export function wireOnDemand(toggle: HTMLElement, element: HTMLElement, tap: Tap): void {
  let isLoaded = false;
  async function load() {
    if (isLoaded) return;
    isLoaded = true;
    try {
      // By an address and not by name: a bundler would share modules, and so load this one twice, under two addresses.
      const address = toggle.dataset['script'] ?? '';
      const { openWire }: typeof import('./wire/index.ts') = await import(/* @vite-ignore */ address);
      await openWire({ toggle, element, tap, html, nothing, render });
    } catch (error) {
      isLoaded = false;
      throw error;
    }
  }
  toggle.addEventListener('click', () => void load());
  if (localStorage.getItem('wire')) void load();
}
