/** Markup in which every text was escaped. */
class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}
export type { Html };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A template whose values stay text, in an element or in a quoted attribute. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map((it) => (it instanceof Html ? it.source : escape(it)))));
}

/** A value inside a script element, as JSON. No HTML parser finds the end of the script or a comment in it. */
export const inScript = (value: unknown) => new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
