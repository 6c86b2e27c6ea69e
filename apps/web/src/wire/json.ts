import { html } from './kit.ts';

/** The parts of a JSON text that have a colour, and what is between them. */
const part = /("(?:[^"\\]|\\.)*"(?=:)|"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/;

function kindOf(text: string, next: string): string {
  if (text.startsWith('"')) return next.startsWith(':') ? 'key' : 'string';
  return /^[tfn]/.test(text) ? 'word' : 'number';
}

/** A value as JSON that a person can read. */
export function jsonView(value: unknown) {
  const parts = JSON.stringify(value, null, 2).split(part);
  return html`<pre dir="ltr">
${parts.map((text, i) => (i % 2 ? html`<span class=${kindOf(text, parts[i + 1] ?? '')}>${text}</span>` : text))}</pre>`;
}
