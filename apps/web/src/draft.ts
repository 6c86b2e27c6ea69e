import { keep, recall } from './store.ts';

const keyOf = (room: string) => `draft ${room}`;

/** The draft for a room. Each tab has its own, so that two tabs do not overwrite each other. */
export const draftOf = (room: string): string => recall('sessionStorage', keyOf(room));

export const keepDraft = (room: string, text: string): void => keep('sessionStorage', keyOf(room), text);
