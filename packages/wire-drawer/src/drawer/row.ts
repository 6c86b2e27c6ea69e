import { el } from './dom.ts';
import { jsonOf } from './json.ts';
import { inMs } from './plot.ts';
import type { Passage } from './passage.ts';

const ways = { out: ['↑', 'sent'], in: ['↓', 'received'], life: ['•', 'socket'] };
const fates = { lost: 'lost', doubled: 'sent twice', again: 'again' };

/** One row in the drawer's list. */
export interface DrawerRow {
  way: Passage['way'];
  type: string;
  /** The text that the filter searches, in lower case. */
  text: string;
  element: HTMLElement;
}

function cells({ way, type, room, gist, fate, bytes, trip }: Passage, at: Date): HTMLElement[] {
  const [arrow = '', word = ''] = ways[way];
  const about = el('span', { className: 'gist' });
  if (room) about.append(el('i', {}, `#${room}`), ' ');
  if (fate) about.append(el('em', {}, fates[fate]), ' ');
  about.append(el('bdi', {}, gist));
  return [
    el('time', { dateTime: at.toISOString() }, at.toTimeString().slice(0, 8)),
    el('span', { className: 'way', ariaHidden: 'true' }, arrow),
    el('span', { className: 'unseen' }, word),
    el('b', { className: 'type' }, type),
    about,
    el('span', { className: 'bytes' }, bytes === undefined ? '' : `${bytes.toLocaleString('en')} B`),
    el('span', { className: 'ms' }, trip ? `${inMs(trip.ms)} ms` : ''),
  ];
}

/** A frame that the user can open. Its JSON is made at that moment, because most frames stay closed. */
function frameOf(passage: Passage, at: Date): HTMLElement {
  const details = el('details', {}, el('summary', { tabIndex: -1 }, ...cells(passage, at)));
  const unfold = () => {
    const exactly = `${at.toISOString().slice(11, 23)} UTC, ${passage.bytes} bytes`;
    details.append(el('div', { className: 'json' }, el('small', {}, exactly), jsonOf(passage.frame)));
  };
  details.addEventListener('toggle', unfold, { once: true });
  return details;
}

export function rowOf(passage: Passage): DrawerRow {
  const at = new Date();
  const { way, type, room, gist, fate = '', frame } = passage;
  const shown = frame ? frameOf(passage, at) : el('div', { className: 'cells', tabIndex: -1 }, ...cells(passage, at));
  return {
    way,
    type,
    text: `${type} #${room} ${gist} ${frame ? JSON.stringify(frame) : ''}`.toLowerCase(),
    element: el('li', { className: `${way} ${fate}` }, shown),
  };
}
