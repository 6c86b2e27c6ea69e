import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webSocketUrl } from '../src/index.ts';
import type { Deployment } from '../src/index.ts';

const deployedUrl = 'wss://abc.execute-api.eu-central-1.amazonaws.com/production';

for (const [deployment, expected] of [
  [{ stage: 'testing', host: 'localhost:3333', isSecure: false }, 'ws://localhost:3333/?ticket=t'],
  [{ stage: 'testing', host: '192.168.1.7:4000', isSecure: false }, 'ws://192.168.1.7:4000/?ticket=t'],
  [{ stage: 'testing', host: '[::1]:3333', isSecure: false }, 'ws://[::1]:3333/?ticket=t'],
  [{ stage: 'testing', host: 'name.tunnel.example', isSecure: true }, 'wss://name.tunnel.example/?ticket=t'],
  // In the sandbox, Architect sets ARC_WSS_URL to localhost with the right port: wrong for a page on another host.
  [
    { stage: 'testing', host: 'phone:3333', isSecure: false, deployedUrl: 'ws://localhost:3333' },
    'ws://phone:3333/?ticket=t',
  ],
  [{ stage: 'staging', host: 'page.example', isSecure: true, deployedUrl }, `${deployedUrl}?ticket=t`],
  [{ stage: 'production', host: 'page.example', isSecure: true, deployedUrl }, `${deployedUrl}?ticket=t`],
  [{ stage: 'production', host: 'page.example', isSecure: false, deployedUrl }, `${deployedUrl}?ticket=t`],
] as const) {
  test(`${JSON.stringify(deployment)}: ${expected}`, () => {
    assert.equal(webSocketUrl({ deployedUrl: undefined, ...deployment }, 't'), expected);
  });
}

test('a ticket arrives unchanged', () => {
  const ticket = 'a.b-c_d+e/f=&?#é';
  const url = webSocketUrl({ stage: 'production', host: 'x', isSecure: true, deployedUrl }, ticket);
  assert.equal(new URL(url).searchParams.get('ticket'), ticket);
  assert.equal(new URL(url).hash, '');
});

test('a deployed function without ARC_WSS_URL throws an error that names the variable', () => {
  for (const stage of ['staging', 'production'] as const) {
    for (const missing of [undefined, '']) {
      const deployment: Deployment = { stage, host: 'page.example', isSecure: true, deployedUrl: missing };
      assert.throws(() => webSocketUrl(deployment, 'secret-ticket'), {
        message: `no WebSocket address is known in ${stage}: ARC_WSS_URL is missing`,
      });
    }
  }
});
