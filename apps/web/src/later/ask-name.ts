import { guestName, limits } from '@arc-chat/client';
import { el, element } from '../dom.ts';
import { keep, newName, recall, staysGuest } from '../store.ts';
import type { Rooms } from '../rooms.ts';

let wasAsked = false;

const dropQuestion = () => document.querySelector('#question')?.remove();

/** A name that was chosen in another tab, or in the list of people, answers the question. A new room ends it. */
export function followName(rooms: Rooms): void {
  element('#rename', HTMLElement).addEventListener('submit', dropQuestion);
  window.addEventListener('hashchange', dropQuestion);
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== newName || !newValue) return;
    dropQuestion();
    // Not `rooms.rename`: tabs that kept the name again would rename each other for ever.
    for (const { room } of rooms.open.values()) room.rename(newValue);
  });
}

/** Asks a guest for a name above the composer, but only once. Calls back when the message may be sent. */
export function askName(rooms: Rooms, send: () => void): void {
  if (wasAsked || recall('localStorage', newName)) return send();

  const answer = (name: string) => {
    wasAsked = true;
    dropQuestion();
    if (name === guestName) keep('localStorage', staysGuest, 'yes');
    else rooms.rename(name);
    element('#message', HTMLElement).focus();
    send();
  };

  const field = el('input', {
    id: 'first-name',
    maxLength: limits.nameCharacters,
    autocomplete: 'given-name',
    required: true,
  });
  const question = el(
    'form',
    {
      id: 'question',
      onsubmit: (event) => {
        event.preventDefault();
        answer(field.value);
      },
      onkeydown: ({ key, isComposing }) => {
        if (key === 'Escape' && !isComposing) answer(guestName);
      },
    },
    el('label', { htmlFor: field.id }, 'What name should the others see?'),
    field,
    el('button', {}, 'Use this name'),
    el('button', { type: 'button', onclick: () => answer(guestName) }, `Stay ${guestName}`),
  );
  dropQuestion();
  element('#composer', HTMLElement).before(question);
  field.focus();
}
