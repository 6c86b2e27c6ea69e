import { el } from './dom.ts';

/** The parts of a JSON text that have a colour. */
const part = /("(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/;

function kindOf(text: string, next: string): string {
  if (text.startsWith('"')) return next.startsWith(':') ? 'key' : 'string';
  return /^[tfn]/.test(text) ? 'word' : 'number';
}

/** A value as indented and coloured JSON. */
export function jsonOf(value: unknown): HTMLElement {
  const parts = JSON.stringify(value, null, 2).split(part);
  const coloured = parts.map((text, i) =>
    i % 2 ? el('span', { className: kindOf(text, parts[i + 1] ?? '') }, text) : text,
  );
  return el('pre', { dir: 'ltr' }, ...coloured);
}
