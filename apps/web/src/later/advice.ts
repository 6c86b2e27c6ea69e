import { doorTexts } from '@arc-chat/client';
import type { Status } from '@arc-chat/client';

/** Says what a person can do if the room lets nobody in; empty otherwise. */
export const adviceOn = (status: Status): string =>
  status.type === 'waiting' && status.refusal ? doorTexts[status.refusal] : '';
