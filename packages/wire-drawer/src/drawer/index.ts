import { rememberOpen } from '../left-open.ts';
import { el } from './dom.ts';
import css from './drawer.css?inline';
import { Drawer } from './drawer.ts';
import type { Tap } from '../tap.ts';

/** The Content Security Policy forbids a style element, but it allows a style sheet that a script makes. */
function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

/** Escape in a field with text empties the field, and does not close the drawer. */
const isBusy = (target: EventTarget | null) => target instanceof HTMLInputElement && target.value !== '';

/** Opens the drawer. From then on its button opens and closes it. */
export function openDrawer(toggle: HTMLElement, tap: Tap): void {
  addStyle();
  const drawer = new Drawer(tap, close);
  const section = el('section', { id: 'wire', ariaLabel: 'The wire', tabIndex: -1 }, drawer.head, drawer.rows.element);
  document.body.append(section);
  toggle.setAttribute('aria-controls', section.id);

  function show(isOpen: boolean) {
    section.hidden = !isOpen;
    toggle.ariaExpanded = String(isOpen);
    rememberOpen(isOpen);
  }

  function open() {
    show(true);
    drawer.rows.toEnd();
    // A drawer that was left open comes without a click, and takes no focus.
    if (toggle === document.activeElement) section.focus();
  }

  function close() {
    show(false);
    drawer.meddler.mend();
    toggle.focus();
  }

  toggle.onclick = () => (section.hidden ? open() : close());
  for (const place of [section, toggle]) {
    place.addEventListener('keydown', ({ key, target }) => {
      if (key === 'Escape' && !section.hidden && !isBusy(target)) close();
    });
  }
  open();
}
