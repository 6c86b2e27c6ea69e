import './index.css';
import { wireDrawer } from '@arc-chat/wire-drawer';
import { openComposer } from './composer.ts';
import { copy } from './copy.ts';
import { midnight } from './day.ts';
import { element } from './dom.ts';
import { browserPlatform, privateRoom, roomInAddress } from './platform.ts';
import { MessageList } from './message-list.ts';
import { Rooms } from './rooms.ts';
import { onNewVersion } from './version.ts';
import { draw } from './view.ts';

const part = (selector: string) => element(selector, HTMLElement);
const field = (selector: string) => element(selector, HTMLInputElement);

const rooms = new Rooms(wireDrawer(browserPlatform(), part('header > .copy-link')), changed);
const list = new MessageList(part('#log'), part('#messages'), changed);
let visit = rooms.visit(roomInAddress());
const showDraft = openComposer(
  () => visit.room,
  () => list.toEnd(),
);
let isDrawing = false;
let tick: ReturnType<typeof setTimeout> | undefined;

/** However much changes, the page is drawn once a frame; one that nobody sees has no frames, but a title. */
function changed() {
  if (isDrawing) return;
  isDrawing = true;
  if (document.hidden) setTimeout(drawNow);
  else requestAnimationFrame(drawNow);
}

function drawNow() {
  isDrawing = false;
  draw(rooms, visit, list);
  // The seconds until the next attempt count down.
  clearTimeout(tick);
  if (visit.room.state.status.type === 'waiting') tick = setTimeout(changed, 1000);
}

/** Today becomes yesterday. */
function atMidnight() {
  changed();
  setTimeout(atMidnight, midnight(Date.now(), 1) - Date.now());
}
atMidnight();

function arrive() {
  visit = rooms.visit(roomInAddress());
  showDraft();
  list.toEnd();
  part('#announcer').replaceChildren();
  for (const panel of ['#rooms', '#people']) part(panel).hidePopover();
  // On a touch screen the keyboard would cover the room.
  if (matchMedia('(pointer: fine)').matches) part('#message').focus();
}
arrive();

window.addEventListener('hashchange', arrive);

/** The network is back or gone, the page is looked at again, or came out of the browser's cache: what seems open may be dead. */
function wake() {
  rooms.wake();
  drawNow();
}
window.addEventListener('online', wake);
window.addEventListener('offline', wake);
window.addEventListener('pageshow', ({ persisted }) => persisted && wake());
document.addEventListener('visibilitychange', () => (document.hidden ? drawNow() : wake()));

onNewVersion(() => (part('#notice').hidden = false));
part('#reload').addEventListener('click', () => location.reload());

part('#remedy').addEventListener('click', () =>
  visit.room.state.status.type === 'stopped' ? location.reload() : rooms.wake(),
);

part('#newest').addEventListener('click', () => {
  list.toEnd();
  part('#message').focus();
});

for (const button of document.querySelectorAll('.copy-link')) {
  button.addEventListener('click', () => copy(button, location.href));
}

/** Calls back with what was written into a field, once somebody means it. */
function onEntered(form: string, input: string, callback: (text: string) => void) {
  element(form, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    callback(field(input).value);
    field(input).value = '';
  });
}

onEntered('#rename', '#name', (name) => rooms.rename(name));
onEntered('#visit', '#room', (name) => (location.hash = name.trim().toLowerCase().replaceAll(' ', '-')));
part('#private').addEventListener('click', () => (location.hash = privateRoom()));
