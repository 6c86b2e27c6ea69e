/** The addresses of the page's files change with what is in them. */
const filesOf = (html: string) => html.match(/\/_static\/[^"]+/g)?.join();

const loaded = filesOf(document.documentElement.innerHTML);

/** Calls back when the server has another build of this page than the one that runs: looked up when somebody looks. */
export function onNewVersion(tell: () => void): void {
  async function look() {
    if (document.visibilityState !== 'visible') return;
    // Without cookies: the answer would otherwise renew the session, perhaps under a name that was just changed.
    const response = await fetch('/', { credentials: 'omit' }).catch(() => undefined);
    if (response?.ok && filesOf(await response.text()) !== loaded) tell();
  }
  window.addEventListener('focus', () => void look());
  // Beside an editor nobody has to click to see that what they changed was built.
  if (location.hostname === 'localhost') setInterval(() => void look(), 3000);
}
