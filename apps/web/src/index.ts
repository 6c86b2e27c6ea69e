import './index.css';
import { html, render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { decodeServerFrame } from '@arc-chat/protocol';
import type { Frame, ServerFrame } from '@arc-chat/protocol';

type Said = Frame<ServerFrame, 'said'>;

declare global {
  interface Window {
    /** Where to open the socket; the ticket in it is good for one connection, within a minute. */
    WS_URL: string;
  }
}

function element<T extends HTMLElement>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the shell has no ${selector}`);
  return found;
}

const status = element('#status', HTMLElement);
const log = element('#log', HTMLElement);
const composer = element('#composer', HTMLFormElement);
const message = element('#message', HTMLInputElement);

// What the shell says until now gives way to what this renders.
status.replaceChildren();

const said: Said[] = [];

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

const messageItem = ({ user, name, text, at }: Said) => html`
  <li>
    <b>${name}</b> <small>${user.slice(0, 4)}</small>
    <time datetime=${new Date(at).toISOString()}>${time.format(at)}</time>
    <p dir="auto">${text}</p>
  </li>
`;

function show(frame: ServerFrame) {
  if (frame.type === 'refused') render(html`<span role="alert">${frame.text}</span>`, status);
  if (frame.type !== 'said') return;
  said.push(frame);
  render(
    repeat(said, (it) => it.seq, messageItem),
    log,
  );
  log.lastElementChild?.scrollIntoView({ block: 'nearest' });
}

const socket = new WebSocket(window.WS_URL);

socket.addEventListener('open', () => {
  render('Connected', status);
  message.focus();
});

socket.addEventListener('message', ({ data }) => {
  const frame = decodeServerFrame(data);
  if (frame) show(frame);
});

socket.addEventListener('close', () => {
  render(html`Disconnected <button @click=${() => location.reload()}>Reload</button>`, status);
});

message.addEventListener('keydown', (event) => {
  // Enter that ends an input method's composition is not meant for us.
  if (event.key === 'Enter' && event.isComposing) event.preventDefault();
});

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = message.value.toWellFormed();
  if (text.trim() === '' || socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ text }));
  message.value = '';
});
