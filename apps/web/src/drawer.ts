import { html, nothing, render } from 'lit-html';
import type { Tap } from './tap.ts';

/** Loads the drawer when it is first opened, and at once for who left it open. Until then it is one button. */
export function drawerOnDemand(toggle: HTMLElement, element: HTMLElement, tap: Tap): void {
  let loading: Promise<void> | undefined;
  async function load() {
    // By an address and not by name, for a bundler would share modules: this one under another address, lit-html twice.
    const { openWire }: typeof import('./wire/index.ts') = await import(
      /* @vite-ignore */ toggle.dataset['script'] ?? ''
    );
    await openWire({ toggle, element, tap, html, nothing, render });
  }
  const open = () => void (loading ??= load().catch(() => (loading = undefined)));
  toggle.addEventListener('click', open);
  if (localStorage.getItem('wire')) open();
}
