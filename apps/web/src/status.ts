import type { Status } from '@arc-chat/client';

export interface Notice {
  text: string;
  /** The seconds until the next attempt. Hidden from a screen reader, or it would read them every second. */
  countdown?: string;
  /** The label of the button that helps. */
  remedy?: string;
}

const say = (status: Status, isOnline: boolean, now: number): Notice => {
  if (status.type === 'stopped') return { text: 'Disconnected', remedy: 'Reload' };
  // A browser tells an open socket nothing of this.
  if (!isOnline) return { text: 'Offline' };
  if (status.type === 'live') return { text: 'Connected' };
  if (status.type === 'connecting') return { text: 'Connecting…' };
  const seconds = Math.max(0, Math.ceil((status.retryAt - now) / 1000));
  return { text: 'Reconnecting', countdown: ` in ${seconds} s`, remedy: 'Try now' };
};

/** The state of the connection, in words. */
export function noticeOf(
  status: Status,
  isOnline: boolean,
  unsent: number,
  now = Date.now(),
): Notice & { left: string } {
  const notice = say(status, isOnline, now);
  return { ...notice, left: unsent > 0 && notice.text !== 'Connected' ? `, ${unsent} unsent` : '' };
}
