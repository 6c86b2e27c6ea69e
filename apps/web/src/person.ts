import { el } from './dom.ts';
import type { Person } from '@arc-chat/client';

/** Two people may have the same name. A colour and a tag, made from the user's id, tell them apart. */
const hueOf = (user: string) => (Number.parseInt(user.slice(0, 6), 16) || 0) % 360;

/** Gives an element the person's colour: see --hue in style/person.css. */
export function coloured<T extends HTMLElement>(node: T, { user }: Person): T {
  node.style.setProperty('--hue', String(hueOf(user)));
  return node;
}

/** A disc with the first letter, hidden from screen readers: they read the name beside it. */
export const avatar = ({ name }: Person): HTMLElement =>
  el('i', { className: 'avatar', ariaHidden: 'true' }, /./u.exec(name)?.[0].toUpperCase() ?? '');

export const nameOf = ({ user, name }: Person): HTMLElement[] => [
  el('b', { className: 'name', dir: 'auto' }, name),
  el('small', { className: 'tag' }, user.slice(0, 4)),
];
