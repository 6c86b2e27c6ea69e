import { globSync } from 'node:fs';
import { expect, test } from '../testing/fixtures.ts';

const publicFolder = new URL('../../public/', import.meta.url);

test('the page has a session and a strict content policy, and is never cached', async ({ request, origin }) => {
  const response = await request.get('/');
  const headers = response.headers();
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['set-cookie']).toMatch(/^arc-chat=[^;]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax$/);

  const html = await response.text();
  const [, nonce = ''] = /<script nonce="([^"]+)">/.exec(html) ?? [];
  const policy = headers['content-security-policy'] ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      `connect-src 'self' ${origin.replace('http', 'ws')}`,
      "frame-ancestors 'none'",
    ]),
  );
  expect(policy).not.toContain('unsafe');
  expect(await (await request.get('/')).text()).not.toContain(nonce);
});

test('every file that the page names exists', async ({ request }) => {
  const html = await (await request.get('/')).text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
  expect(files).toHaveLength(3);
  // The import map names the modules that are loaded later: all but index.mjs.
  const modules = [...html.matchAll(/":"(\/_static\/[^"]+)"/g)].map(([, file = '']) => file);
  expect(modules).toHaveLength(globSync('*.mjs', { cwd: publicFolder }).length - 1);
  for (const file of [...files, ...modules]) {
    expect(file).toMatch(/\?v=[\w-]{10}$/);
    expect((await request.get(file)).status()).toBe(200);
  }
});

test('the address of the socket has the host of the page, and ignores x-forwarded-host', async ({
  request,
  origin,
}) => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
  const response = await request.get('/', { headers });
  expect(await response.text()).toContain(`window.WS_URL = "${origin.replace('http', 'wss')}/?ticket=`);
});

test('the page makes no request to another origin', async ({ person, origin }) => {
  const ann = await person();
  const hosts = new Set<string>();
  ann.page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await ann.reloads();
  await ann.says('Hello.');
  expect([...hosts]).toEqual([origin]);
});
