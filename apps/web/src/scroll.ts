const near = 80;

/** Keeps a list where its reader is: at the bottom while they are there, else at the message that they look at. */
export function keepPlace(list: HTMLElement, change: () => void): void {
  const { scrollTop, scrollHeight, clientHeight } = list;
  const isAtBottom = scrollHeight - scrollTop - clientHeight < near;
  const { top } = list.getBoundingClientRect();
  const anchor = [...list.querySelectorAll('time')].find((time) => time.getBoundingClientRect().bottom > top);
  const above = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (isAtBottom) list.scrollTop = list.scrollHeight;
  else if (anchor?.isConnected) list.scrollTop += anchor.getBoundingClientRect().top - above;
}

/** Calls back when the reader comes near the top. */
export function onNearTop(list: HTMLElement, callback: () => void): void {
  list.addEventListener('scroll', () => list.scrollTop < near && callback(), { passive: true });
}
