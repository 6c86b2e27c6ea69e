import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { html, renderShell, shellHeaders } from '../src/index.ts';
import type { Shell } from '../src/index.ts';

const shell: Shell = {
  title: 'Title',
  description: 'Description',
  script: '/index.mjs',
  style: '/index.css',
  icon: '/icon.svg',
  imports: { '/later.mjs': '/later.mjs?v=1' },
  socketUrl: 'wss://a.example/?ticket=x',
  nonce: 'bm9uY2U=',
  body: html`<main></main>`,
};

/** Every text of up to `length` of these characters. They can open and close any markup. */
function* texts(length: number): Generator<string> {
  yield '';
  if (length === 0) return;
  for (const rest of texts(length - 1)) for (const first of '<>&"\'/!-x ') yield first + rest;
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const unescape = (source: string) => source.replace(/&(?:amp|lt|gt|quot|#39);/g, (it) => entities[it] ?? it);

test('text is never markup, in an element or an attribute, and is shown unchanged', () => {
  for (const text of texts(4)) {
    const { source } = html`<p title="${text}">${text}</p>`;
    const [, attribute, content] = /^<p title="([^<>"]*)">([^<>"']*)<\/p>$/.exec(source) ?? [];
    assert.ok(attribute !== undefined && content !== undefined, source);
    assert.deepEqual([unescape(attribute), unescape(content)], [text, text]);
  }
});

test('text in nested markup is escaped once', () => {
  assert.equal(html`<b>${html`<i>${'<&>'}</i>`}</b>`.source, '<b><i>&lt;&amp;&gt;</i></b>');
  assert.equal(html`<b>${'\\n$&'}</b>`.source, '<b>\\n$&amp;</b>', 'a backslash and a dollar sign stay as they are');
});

const tagsOf = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));

test('the page has the same elements with any text in it', () => {
  const evil = `"'></title></script><script>alert(1)</script><!--<script>&quot;`;
  const page = renderShell({
    ...shell,
    title: evil,
    description: evil,
    script: evil,
    style: evil,
    icon: evil,
    imports: { [evil]: evil },
    nonce: evil,
  });
  assert.deepEqual(tagsOf(page), tagsOf(renderShell(shell)));
});

test('no value ends its script element, and every value arrives unchanged', () => {
  for (const value of [
    '</script>',
    '</ScRiPt >',
    '<!--<script>',
    ']]>',
    '\u2028\u2029',
    '"\\',
    "'",
    '&amp;',
    '\u0000',
  ]) {
    const page = renderShell({ ...shell, socketUrl: value });
    assert.deepEqual(tagsOf(page), tagsOf(renderShell(shell)), value);
    const [, script] = /<script nonce="[^"]*">([^]*?)<\/script>/.exec(page) ?? [];
    const window = {};
    runInNewContext(script ?? '', { window });
    assert.deepEqual(window, { WS_URL: value });
  }
});

test('the page sets window.WS_URL as in the WebSocket tutorial', () => {
  const [, script = ''] = /<script nonce="[^"]*">([^]*?)<\/script>/.exec(renderShell(shell)) ?? [];
  assert.equal(script.trim(), 'window.WS_URL = "wss://a.example/?ticket=x";');
});

test('the import map is complete, and comes before the first module', () => {
  const page = renderShell(shell);
  const [map, json = ''] = /<script type="importmap" nonce="bm9uY2U=">([^]*?)<\/script>/.exec(page) ?? [];
  assert.deepEqual(JSON.parse(json), { imports: shell.imports });
  assert.ok(map && page.indexOf(map) < page.indexOf('type="module"'));
  assert.doesNotMatch(renderShell({ ...shell, imports: {} }), /importmap/);
});

test('the policy has each directive once, and only inline scripts with the nonce run', () => {
  const headers = shellHeaders({ nonce: shell.nonce, connect: ['wss://a.example', 'wss://b.example'] });
  const policy = headers['content-security-policy'] ?? '';
  const directives = new Map(policy.split('; ').map((it) => [it.split(' ')[0], it.split(' ').slice(1)]));
  assert.equal(directives.size, policy.split('; ').length);
  assert.deepEqual(directives.get('default-src'), ["'none'"]);
  assert.deepEqual(directives.get('script-src'), ["'self'", `'nonce-${shell.nonce}'`]);
  assert.deepEqual(directives.get('connect-src'), ["'self'", 'wss://a.example', 'wss://b.example']);
  for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
    assert.deepEqual(directives.get(directive), ["'none'"]);
  assert.ok(!/unsafe|\*|data:|blob:|https?:|wss?:(?!\/\/[ab]\.example)/.test(policy), policy);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.deepEqual(renderShell(shell).match(/<script(?![^>]* src=)[^>]*>/g), [
    `<script type="importmap" nonce="${shell.nonce}">`,
    `<script nonce="${shell.nonce}">`,
  ]);
  assert.ok(!/ style=| on\w+=/.test(renderShell(shell)));
});
