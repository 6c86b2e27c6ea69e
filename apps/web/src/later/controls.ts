import { element } from '../dom.ts';
import { copy } from './copy.ts';
import type { MessageList } from '../message-list.ts';
import type { Rooms } from '../rooms.ts';

/** A room is private if nobody can guess its name. */
function privateRoom(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `private-${Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')}`;
}

/** Calls back with the text of a field when its form is submitted. */
function onEntered(form: string, input: string, callback: (text: string) => void): void {
  const field = element(input, HTMLInputElement);
  element(form, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    callback(field.value);
    field.value = '';
  });
}

/** Makes the controls beside a room work. */
export function listenToControls(rooms: Rooms, list: MessageList): void {
  element('#newest', HTMLElement).addEventListener('click', () => {
    list.toEnd();
    element('#message', HTMLElement).focus();
  });

  for (const button of document.querySelectorAll('.copy-link')) {
    button.addEventListener('click', () => copy(button, location.href));
  }
  onEntered('#rename', '#name', (name) => rooms.rename(name));
  onEntered('#visit', '#room', (name) => (location.hash = name.trim().toLowerCase().replaceAll(' ', '-')));
  element('#private', HTMLElement).addEventListener('click', () => (location.hash = privateRoom()));
}
