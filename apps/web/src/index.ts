import './index.css';
import { guestName } from '@arc-chat/client';
import { wireDrawer } from '@arc-chat/wire-drawer';
import { openComposer } from './composer.ts';
import { element } from './dom.ts';
import { later } from './later.ts';
import { MessageList } from './message-list.ts';
import { browserPlatform, roomInAddress } from './platform.ts';
import { Rooms } from './rooms.ts';
import { recall, staysGuest } from './store.ts';
import { draw } from './view.ts';
import type { Later } from './later.ts';
import type { Reader } from './later/reading.ts';

const part = (selector: string) => element(selector, HTMLElement);

const rooms = new Rooms(wireDrawer(browserPlatform(), part('header > .copy-link')), changed);
const list = new MessageList(part('#log'), part('#messages'), changed);
let visit = rooms.visit(roomInAddress());
const showDraft = openComposer(() => visit.room, beforeSend, answered);
let reader: Reader | undefined;
/** As the browser told since the load. A page that loaded without a network came from this very machine. */
let isOnline = true;
let isDrawing = false;
let tick: ReturnType<typeof setTimeout> | undefined;

/** Draws at most once per animation frame. A hidden page gets none, and its timers are late; its title has to change. */
function changed() {
  if (isDrawing) return;
  isDrawing = true;
  if (document.hidden) queueMicrotask(drawNow);
  else requestAnimationFrame(drawNow);
}

function drawNow() {
  isDrawing = false;
  // If the load fails, the next draw tries it again.
  if (!reader) later(startReader);
  draw(rooms, visit, list, isOnline, reader);
  // The notice counts down the seconds until the next attempt.
  clearTimeout(tick);
  if (visit.room.state.status.type === 'waiting') tick = setTimeout(changed, 1000);
}

function startReader({ begin }: Later) {
  if (reader) return;
  reader = begin(rooms, list, () => visit.room.name, changed);
  changed();
}

function answered() {
  reader?.answered(visit);
  list.toEnd();
}

/** A guest is asked for a name before the first message. Meanwhile the message waits in the composer. */
function beforeSend(send: () => void) {
  const isGuest = visit.room.state.you?.name === guestName;
  if (isGuest && !recall('localStorage', staysGuest)) later(({ askName }) => askName(rooms, send), send);
  else send();
}

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
window.addEventListener('online', () => {
  isOnline = true;
  wake();
});
window.addEventListener('offline', () => {
  isOnline = false;
  drawNow();
});
window.addEventListener('pageshow', ({ persisted }) => persisted && wake());
document.addEventListener('visibilitychange', () => (document.hidden ? drawNow() : wake()));

part('#remedy').addEventListener('click', () =>
  visit.room.state.status.type === 'stopped' ? location.reload() : rooms.wake(),
);
