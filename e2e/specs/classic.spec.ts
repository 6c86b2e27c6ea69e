import { expect, test } from '../testing/fixtures.ts';
import { openPage } from '../testing/socket.ts';

/** The complete client of the tutorial, without any code of ours. */
const tutorial = (url: string) => `<!doctype html>
<title>Classic</title>
<main>Loading...</main>
<input id="message" type="text">
<script>
  window.WS_URL = ${JSON.stringify(url)};
  const ws = new WebSocket(window.WS_URL);
  const main = document.querySelector('main');
  const input = document.getElementById('message');
  ws.onopen = () => { main.textContent = 'ready!'; };
  ws.onmessage = (e) => { main.textContent += '\\n' + JSON.parse(e.data).text; };
  input.addEventListener('keyup', (e) => {
    if (e.key === 'Enter') {
      ws.send(JSON.stringify({ text: input.value }));
      input.value = '';
    }
  });
</script>`;

test('a classic client chats with people @core', async ({ person, browser, watch, origin }) => {
  const ann = await person({ room: 'lobby' });
  // The test serves this page itself. Chromium asks for permission before a page from no network opens a local socket.
  const context = await browser.newContext({ permissions: ['local-network-access'] });
  const { page } = watch(await context.newPage());
  const { url } = await openPage(origin);
  await page.route('**/classic', (route) => route.fulfill({ contentType: 'text/html', body: tutorial(url) }));
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.goto(`${origin}/classic`);
  await expect(page.getByText('ready!')).toBeVisible();

  await page.locator('#message').fill('Hello from 40 lines');
  await page.locator('#message').press('Enter');
  await ann.sees('Hello from 40 lines');
  await ann.says('Hello to 40 lines');
  await expect(page.getByText('Hello to 40 lines')).toBeVisible();
  await context.close();
});
