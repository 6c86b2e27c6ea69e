import { element } from './dom.ts';
import { draftOf, keepDraft } from './draft.ts';
import type { Room } from '@arc-chat/client';

/** Enter ends an input method's composition first; Safari says so only by a key code. */
const isForInputMethod = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Where one writes. Enter sends, Shift+Enter breaks the line. @returns what shows the draft of the room that is open */
export function openComposer(room: () => Room, onSend: () => void): () => void {
  const form = element('#composer', HTMLFormElement);
  const field = element('#message', HTMLTextAreaElement);

  /** As high as what is in it, where style alone cannot say so. */
  function fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    field.style.height = '';
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function showDraft() {
    field.value = draftOf(room().name);
    fit();
  }

  field.addEventListener('input', () => {
    keepDraft(room().name, field.value);
    fit();
    room().type();
  });

  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || isForInputMethod(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.toWellFormed();
    if (text.trim() === '') return;
    const { name } = room();
    keepDraft(name, '');
    room()
      .say(text)
      .catch(() => {
        // What could not be kept is given back, before what was typed since.
        keepDraft(name, `${text} ${draftOf(name)}`.trim());
        showDraft();
      });
    showDraft();
    onSend();
  });

  return showDraft;
}
