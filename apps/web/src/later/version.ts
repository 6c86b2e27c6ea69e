import { element } from '../dom.ts';

/** The addresses of the page's files change with their content. */
const filesOf = (html: string) => html.match(/\/_static\/[^"]+/g)?.join();

const loaded = filesOf(document.documentElement.innerHTML);

/** Offers to load the page again if the server has another build of it. It looks when the window gets the focus. */
export function offerNewVersion(): void {
  element('#reload', HTMLElement).addEventListener('click', () => location.reload());

  async function look() {
    if (document.visibilityState !== 'visible') return;
    // Without cookies, or the answer would renew the session, perhaps with the name from before a change.
    const response = await fetch('/', { credentials: 'omit' }).catch(() => undefined);
    if (response?.ok && filesOf(await response.text()) !== loaded) element('#notice', HTMLElement).hidden = false;
  }
  window.addEventListener('focus', () => void look());
  // A developer sees the new build without a click into the page.
  if (location.hostname === 'localhost') setInterval(() => void look(), 3000);
}
