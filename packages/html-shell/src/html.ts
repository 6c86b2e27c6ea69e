/** Markup with every text in it escaped. */
class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}
export type { Html };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A template. It escapes text values, for use in an element or in a quoted attribute. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map((it) => (it instanceof Html ? it.source : escape(it)))));
}

/** A value as JSON for a script element. Without `<`, no HTML parser finds an end tag or a comment in it. */
export const inScript = (value: unknown) => new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
