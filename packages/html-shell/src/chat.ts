import { html } from './html.ts';

/** The page before its script has run, with every part that the script fills. On a phone, the sides are popovers. */
// The status stays on one line: otherwise its text begins with a line break.
// prettier-ignore
const body = html`<header>
    <button id="rooms-toggle" class="side" popovertarget="rooms">Rooms</button>
    <h1>arc-chat</h1>
    <p id="notice" role="alert" hidden>The app was rebuilt. <button id="reload">Reload</button></p>
    <div id="connection">
      <p id="status" role="status">Connecting…<span id="countdown" aria-hidden="true"></span><span id="left"></span></p>
      <button id="remedy" hidden></button>
    </div>
    <button class="copy-link">Copy link</button>
    <button id="people-toggle" class="side" popovertarget="people">People</button>
  </header>
  <nav id="rooms" popover aria-label="Rooms">
    <h2>Rooms</h2>
    <ul id="room-list" role="list"></ul>
    <form id="visit" method="dialog">
      <label for="room">Another room</label>
      <input
        id="room"
        maxlength="64"
        pattern="([A-Za-z0-9 ]|-)+"
        autocomplete="off"
        autocapitalize="none"
        placeholder="garden"
        required
      />
      <button>Go</button>
    </form>
    <button id="private">Make a private room</button>
  </nav>
  <main>
    <div id="log" role="log" aria-live="off" aria-label="Messages" tabindex="0">
      <p id="restarted" class="note" hidden>The history of this room was started over. This is the new one.</p>
      <p id="older" class="note" hidden>Older messages are on their way…</p>
      <div id="empty" hidden>
        <h2>It is quiet in here</h2>
        <p>Say hello, or bring somebody: whoever has the link can come in.</p>
        <button class="copy-link">Copy the room’s link</button>
      </div>
      <ol id="messages" role="list"></ol>
    </div>
    <button id="newest" hidden></button>
    <p id="typing"></p>
    <p id="advice" aria-live="polite"></p>
    <form id="composer">
      <label for="message">Message</label>
      <textarea id="message" rows="1" placeholder="Write a message" enterkeyhint="send"></textarea>
      <button aria-label="Send">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 20V4M5 11l7-7 7 7" /></svg>
      </button>
    </form>
    <noscript>This chat needs JavaScript.</noscript>
  </main>
  <aside id="people" popover aria-label="People">
    <h2 id="people-title">People</h2>
    <ul id="people-list" role="list"></ul>
    <form id="rename" method="dialog">
      <label for="name">Your name</label>
      <input id="name" maxlength="32" autocomplete="nickname" required />
      <button>Change</button>
    </form>
  </aside>
  <div id="announcer" class="unseen" aria-live="polite"></div>`;

/** The page of this chat, for the shell around it. */
export const chatPage = { title: 'arc-chat', description: 'A chat over WebSockets, on Architect', body };
