import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageAddress } from '../src/origin.ts';

for (const [headers, appOrigin, host, origin] of [
  [{ host: '[::1]:3333' }, undefined, '[::1]:3333', 'http://[::1]:3333'],
  [{ host: 'my_host' }, undefined, 'my_host', 'http://my_host'],
  [{ host: 'a b' }, 'https://chat.example', 'chat.example', 'https://chat.example'],
  [{ host: 'localhost:3333' }, undefined, 'localhost:3333', 'http://localhost:3333'],
  [{ Host: '192.168.1.7:3333' }, undefined, '192.168.1.7:3333', 'http://192.168.1.7:3333'],
  [{ host: 'a.example', 'x-forwarded-proto': 'https' }, undefined, 'a.example', 'https://a.example'],
  [{ host: 'a.example', 'X-Forwarded-Proto': 'https, http' }, undefined, 'a.example', 'https://a.example'],
  [{ host: 'a.example', 'x-forwarded-proto': 'javascript' }, undefined, 'a.example', 'http://a.example'],
  [{ host: 'a.example', 'x-forwarded-host': 'evil.example' }, undefined, 'a.example', 'http://a.example'],
  [{ host: 'api.example' }, 'https://chat.example', 'chat.example', 'https://chat.example'],
  [
    { host: 'api.example', 'x-forwarded-proto': 'http' },
    'https://chat.example/',
    'chat.example',
    'https://chat.example',
  ],
] as const) {
  test(`the page of ${JSON.stringify(headers)}${appOrigin ? ` at ${appOrigin}` : ''} is at ${origin}`, () => {
    assert.deepEqual(pageAddress({ headers }, appOrigin), { host, isSecure: origin.startsWith('https:'), origin });
  });
}

test('an invalid Host header gives no page address', () => {
  const odd = [
    '',
    'a b',
    'h:99999',
    "x;script-src-elem'*'",
    'a/b',
    'user@a',
    'a?b',
    'a#b',
    '[::1',
    '[::g]',
    ':80',
    'é',
  ];
  for (const host of [undefined, ...odd]) assert.equal(pageAddress({ headers: { host } }, undefined), undefined, host);
});
