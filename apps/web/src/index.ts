import './index.css';
import { wireDrawer } from '@arc-chat/wire-drawer';
import { openComposer } from './composer.ts';
import { copy } from './copy.ts';
import { midnight } from './day.ts';
import { element } from './dom.ts';
import { MessageList } from './message-list.ts';
import { browserPlatform, privateRoom, roomInAddress } from './platform.ts';
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

/** Draws at most once per animation frame. A hidden page gets no frames, but its title still has to change. */
function changed() {
  if (isDrawing) return;
  isDrawing = true;
  if (document.hidden) setTimeout(drawNow);
  else requestAnimationFrame(drawNow);
}

function drawNow() {
  isDrawing = false;
  draw(rooms, visit, list);
  // The notice counts down the seconds until the next attempt.
  clearTimeout(tick);
  if (visit.room.state.status.type === 'waiting') tick = setTimeout(changed, 1000);
}

/** At midnight, Today becomes Yesterday. */
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
  // On a touch screen, the focus would open a keyboard over the room.
  if (matchMedia('(pointer: fine)').matches) part('#message').focus();
}
arrive();

window.addEventListener('hashchange', arrive);

/** A socket that seems open may be dead after a change of network, and after the page was hidden or cached. */
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

/** Calls back with the text of a field when its form is submitted. */
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
