import { randomBytes } from 'node:crypto';
import { badHost, env, logged, newSession, openSession, pageAddress, sealTicket, sessionCookie } from '@arc-chat/aws';
import { html, renderShell, shellHeaders } from '@arc-chat/html-shell';
import { webSocketUrl } from '@arc-chat/web-socket-url';
import type { HttpRequest, HttpResponse } from '@arc-chat/aws';

/** The addresses of the page's files, with a hash of what is in them: see vite.config.ts. */
declare const ASSETS: { script: string; style: string; icon: string };

const main = html`<main>
  <header>
    <h1>arc-chat</h1>
    <p id="notice" role="alert" hidden>The app was rebuilt. <button id="reload">Reload</button></p>
    <p id="status" role="status">Connecting…</p>
  </header>
  <aside aria-label="Room">
    <section id="people"></section>
    <form id="rename">
      <label for="name">Your name</label>
      <input id="name" maxlength="32" autocomplete="nickname" required />
      <button>Change</button>
    </form>
    <form id="visit">
      <label for="room">Another room</label>
      <input id="room" maxlength="64" pattern="([A-Za-z0-9 ]|-)+" autocomplete="off" autocapitalize="none" required />
      <button>Go</button>
    </form>
    <button id="private">Make a private room</button>
  </aside>
  <ol id="log" role="log" aria-label="Messages"></ol>
  <footer>
    <p id="typing"></p>
    <form id="composer">
      <label for="message">Message</label>
      <input id="message" maxlength="2000" autocomplete="off" enterkeyhint="send" />
      <button>Send</button>
    </form>
    <noscript>This chat needs JavaScript.</noscript>
  </footer>
</main>`;

/** `GET /`: the page, with a session for who has none and a ticket for its first socket. */
export const handler = logged<HttpRequest, HttpResponse>('get-index', async (request) => {
  const address = pageAddress(request);
  if (!address) return badHost;
  const session = (await openSession(request.cookies, address.origin)) ?? newSession();
  const url = webSocketUrl({ ...env, ...address }, await sealTicket(session, 'lobby', address.origin));
  const nonce = randomBytes(16).toString('base64');
  return {
    statusCode: 200,
    headers: {
      ...shellHeaders({ nonce, connect: [new URL(url).origin] }),
      'set-cookie': await sessionCookie(session, address.origin),
    },
    body: renderShell({
      title: 'arc-chat',
      description: 'A chat over WebSockets, on Architect',
      ...ASSETS,
      globals: { WS_URL: url },
      nonce,
      main,
    }),
  };
});
