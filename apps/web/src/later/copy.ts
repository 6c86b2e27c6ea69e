import { element, write } from '../dom.ts';

/** Copies a text to the clipboard, and says so on the button and to a screen reader. */
export function copy(button: EventTarget | null, text: string): void {
  const copyText = async () => {
    await navigator.clipboard.writeText(text);
    if (!(button instanceof HTMLElement)) return;
    const label = button.dataset['label'] ?? (button.dataset['label'] = button.textContent);
    write(button, 'Copied');
    write(element('#announcer', HTMLElement), 'Copied');
    setTimeout(write, 2000, button, label);
  };
  // A page over plain http on a LAN has no clipboard, and the user may forbid its use.
  copyText().catch(() => prompt('Copy it from here:', text));
}
