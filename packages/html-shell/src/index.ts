import { html, inScript } from './html.ts';
import type { PageFiles } from './files.ts';
import type { Html } from './html.ts';

export { chatPage } from './chat.ts';
export { pageFiles } from './files.ts';
export type { PageFiles } from './files.ts';
export { html } from './html.ts';
export type { Html } from './html.ts';

export interface Shell extends PageFiles {
  title: string;
  description: string;
  /** The address of the page's first socket. It becomes `window.WS_URL` before the module runs. */
  socketUrl: string;
  /** Lets the inline scripts run. Unguessable, and new for every response. */
  nonce: string;
  /** The page's content before the module has run, or without JavaScript. */
  body: Html;
}

/** An import map, or nothing if there are no modules. It must come before the first module. */
const importMap = (imports: Record<string, string>, nonce: string): Html | string =>
  Object.keys(imports).length === 0
    ? ''
    : html`<script type="importmap" nonce="${nonce}">
        ${inScript({ imports })}
      </script>`;

/** Renders the page as every visitor gets it, before any JavaScript has run. */
export function renderShell(shell: Shell): string {
  const { title, description, script, style, icon, imports = {}, socketUrl, nonce, body } = shell;
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
          window.WS_URL = ${inScript(socketUrl)};
        </script>
        <script type="module" src="${script}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `.source;
}

/** The headers of the page. Its policy forbids every load, script, frame and connection that it does not name. */
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
