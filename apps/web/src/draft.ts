import { keep, recall } from './store.ts';

const keyOf = (room: string) => `draft ${room}`;

/** What is half written in a room. Of one tab alone, so that two tabs do not write over each other. */
export const draftOf = (room: string): string => recall('sessionStorage', keyOf(room));

export const keepDraft = (room: string, text: string): void => keep('sessionStorage', keyOf(room), text);
