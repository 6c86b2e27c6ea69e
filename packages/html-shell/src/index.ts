export interface Shell {
  title: string;
  description: string;
  /** The addresses of the module, the style sheet and the icon. */
  script: string;
  style: string;
  icon: string;
  /** The addresses of modules that are loaded later, by the names under which the page imports them. */
  imports?: Record<string, string>;
  /** Becomes properties of `window`, before the module runs. */
  globals: Record<string, string>;
  /** Unguessable, and another for every answer: it is what lets the inline script run. */
  nonce: string;
  /** What is there until the module has run, and without JavaScript. */
  body: Html;
}

/** Markup that was escaped where it had to be. */
class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}
export type { Html };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A template whose values are text, and become text: in an element or in a quoted attribute. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map((it) => (it instanceof Html ? it.source : escape(it)))));
}

/** A value inside a script element: JSON that no HTML parser takes for an end of the script or a comment. */
const inScript = (value: unknown) => new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));

/** An import map, or nothing for no modules. A browser reads it only before the first module. */
const importMap = (imports: Record<string, string>, nonce: string): Html | string =>
  Object.keys(imports).length === 0
    ? ''
    : html`<script type="importmap" nonce="${nonce}">
        ${inScript({ imports })}
      </script>`;

/** The page that every visitor gets, before any JavaScript ran. */
export function renderShell(shell: Shell): string {
  const { title, description, script, style, icon, imports = {}, globals, nonce, body } = shell;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="description" content="${description}" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${style}" />
        ${importMap(imports, nonce)}
        <script nonce="${nonce}">
          Object.assign(window, ${inScript(globals)});
        </script>
        <script type="module" src="${script}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `.source;
}

/** The headers that belong to it. What is not named in the policy is not loaded, run, framed or connected to. */
export function shellHeaders({ nonce, connect }: { nonce: string; connect: string[] }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}
