import { isBlank, limits } from '@arc-chat/client';
import { element } from './dom.ts';
import { draftOf, keepDraft } from './draft.ts';
import type { Room } from '@arc-chat/client';

/** An Enter that ends an input method's composition does not send. Safari marks it only by the key code 229. */
const isForInputMethod = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/**
 * The message form. Enter sends, Shift+Enter breaks the line.
 *
 * @param beforeSend calls back when the message may be sent. Until then it waits in the form
 * @returns a function that shows the open room's draft
 */
export function openComposer(room: () => Room, beforeSend: (send: () => void) => void, onSend: () => void): () => void {
  const form = element('#composer', HTMLFormElement);
  const field = element('#message', HTMLTextAreaElement);

  /** Fits the height to the text where `field-sizing` is missing. A text that is too long is reported and not cut. */
  function fit() {
    const tooMany = field.value.length - limits.textCharacters;
    field.setCustomValidity(tooMany > 0 ? `That is ${tooMany} characters too many.` : '');
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

  function send() {
    const text = field.value;
    if (isBlank(text)) return;
    const { name } = room();
    keepDraft(name, '');
    room()
      .say(text)
      .catch(() => {
        // The outbox could not store the text. It returns to the field, before any text that was typed since.
        keepDraft(name, `${text} ${draftOf(name)}`.trim());
        showDraft();
      });
    showDraft();
    onSend();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isBlank(field.value)) beforeSend(send);
  });

  return showDraft;
}
