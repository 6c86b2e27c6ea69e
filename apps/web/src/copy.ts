import { element, write } from './dom.ts';

/** Puts a text where one can paste it from, and says so on the button and to who cannot see it. */
export function copy(button: EventTarget | null, text: string): void {
  const said = async () => {
    await navigator.clipboard.writeText(text);
    if (!(button instanceof HTMLElement)) return;
    const label = button.dataset['label'] ?? (button.dataset['label'] = button.textContent);
    write(button, 'Copied');
    write(element('#announcer', HTMLElement), 'Copied');
    setTimeout(write, 2000, button, label);
  };
  // Plain http on a LAN has no clipboard, and a person may forbid it.
  said().catch(() => prompt('Copy it from here:', text));
}
