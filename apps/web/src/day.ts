const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });

export const clockTime = (at: number): string => clock.format(at);
/** The date, and the time with its seconds. */
export const exactTime = (at: number): string => moment.format(at);

/** The midnight at the start of a day, or of the day some days later. Not all days have 24 hours. */
export function midnight(at: number, later = 0): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + later).getTime();
}

/** The name of a day: Today, Yesterday or its date. */
export function dayName(at: number, now: number): string {
  const day = midnight(at);
  if (day === midnight(now)) return 'Today';
  return day === midnight(now, -1) ? 'Yesterday' : date.format(at);
}

interface Said {
  user: string;
  name: string;
  at: number;
}

const togetherMs = 5 * 60_000;

export const isNewDay = (before: Said | undefined, { at }: Said): boolean =>
  !before || midnight(before.at) !== midnight(at);

/** Whether a message belongs to the group of the one before. A group shows its sender's name once. */
export const isGrouped = (before: Said | undefined, said: Said): boolean =>
  before?.user === said.user &&
  before.name === said.name &&
  said.at - before.at < togetherMs &&
  !isNewDay(before, said);
