import type { Status } from '@arc-chat/client';

export interface Notice {
  text: string;
  /** The seconds until the next attempt. Hidden from a screen reader, or it would read them every second. */
  countdown?: string;
  /** The label of the button that helps. */
  remedy?: string;
}

const say = (status: Status, isOnline: boolean, now: number): Notice => {
  if (status.type === 'live') return { text: 'Connected' };
  if (status.type === 'stopped') return { text: 'Disconnected', remedy: 'Reload' };
  if (!isOnline) return { text: 'Offline' };
  if (status.type === 'connecting') return { text: 'Connecting…' };
  if (status.refusal === 'blocked') return { text: 'You are blocked', remedy: 'Try now' };
  if (status.refusal === 'room-blocked') return { text: 'This room is closed', remedy: 'Try now' };
  const seconds = Math.max(0, Math.ceil((status.retryAt - now) / 1000));
  const text = status.refusal === 'room-full' ? 'Room full, trying again' : 'Reconnecting';
  return { text, countdown: ` in ${seconds} s`, remedy: 'Try now' };
};

/** The state of the connection, in words. */
export function noticeOf(
  status: Status,
  isOnline: boolean,
  unsent: number,
  now = Date.now(),
): Notice & { left: string } {
  return { ...say(status, isOnline, now), left: unsent > 0 && status.type !== 'live' ? `, ${unsent} unsent` : '' };
}
