import './index.css';
import { Room } from '@arc-chat/client';
import { render } from 'lit-html';
import { browserHost, privateRoom, roomInAddress } from './host.ts';
import { keepPlace, onNearTop } from './scroll.ts';
import { onNewVersion } from './version.ts';
import { messagesView, peopleView, statusView, typingView } from './view.ts';

function element<T extends HTMLElement>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the shell has no ${selector}`);
  return found;
}

const heading = element('h1', HTMLElement);
const status = element('#status', HTMLElement);
const people = element('#people', HTMLElement);
const log = element('#log', HTMLElement);
const typing = element('#typing', HTMLElement);
const composer = element('#composer', HTMLFormElement);
const message = element('#message', HTMLInputElement);

// What the shell says until now gives way to what is rendered here.
status.replaceChildren();

const host = browserHost();
let isDrawing = false;
let tick: ReturnType<typeof setTimeout> | undefined;
let room = openRoom();

function openRoom(): Room {
  const opened = new Room(roomInAddress(), host, show);
  heading.textContent = opened.name;
  document.title = `${opened.name} · arc-chat`;
  opened.open();
  return opened;
}

/** However much changes, the page is drawn once a frame. */
function show() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw() {
  const { state } = room;
  keepPlace(log, () => render(messagesView(room, state), log));
  render(peopleView(state), people);
  render(typingView(state), typing);
  render(statusView(room, state.status, state.outbox.length), status);
  // The seconds until the next attempt count down.
  clearTimeout(tick);
  if (state.status.type === 'waiting') tick = setTimeout(show, 1000);
}

window.addEventListener('hashchange', () => {
  room.close();
  room = openRoom();
  show();
});

// The network is back, the page is looked at again, or came out of the browser's cache: what seems open may be dead.
window.addEventListener('online', () => room.wake());
window.addEventListener('pageshow', ({ persisted }) => persisted && room.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && room.wake());

onNewVersion(() => (element('#notice', HTMLElement).hidden = false));
element('#reload', HTMLButtonElement).addEventListener('click', () => location.reload());

onNearTop(log, () => void room.older());

message.addEventListener('keydown', (event) => {
  // Enter that ends an input method's composition is not meant for us.
  if (event.key === 'Enter' && event.isComposing) event.preventDefault();
});

message.addEventListener('input', () => room.type());

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = message.value.toWellFormed();
  if (text.trim() === '') return;
  message.value = '';
  log.scrollTop = log.scrollHeight;
  // What could not be kept is given back, before what was typed since.
  room.say(text).catch(() => (message.value = `${text} ${message.value}`.trim()));
});

element('#rename', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  room.rename(element('#name', HTMLInputElement).value);
});

element('#visit', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = element('#room', HTMLInputElement).value.trim().toLowerCase().replaceAll(' ', '-');
});

element('#private', HTMLButtonElement).addEventListener('click', () => (location.hash = privateRoom()));
