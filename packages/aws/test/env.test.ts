import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { developmentSecret } from '@arc-chat/session';
import { readEnv } from '../src/env.ts';

const secret = 'a secret of thirty-two characters';
const deployed = { ARC_ENV: 'staging', ARC_APP_SECRET: secret, ARC_WSS_URL: 'wss://x.example/staging' };

test('the sandbox needs no variable but ARC_ENV', () => {
  assert.deepEqual(readEnv({ ARC_ENV: 'testing' }), {
    stage: 'testing',
    secret: developmentSecret,
    appOrigin: undefined,
    deployedUrl: undefined,
    apiUrl: 'http://localhost:2222/_arc/ws',
  });
  const sandbox = JSON.stringify({ ports: { http: 3333, _arc: 4444 } });
  assert.equal(readEnv({ ARC_ENV: 'testing', ARC_SANDBOX: sandbox }).apiUrl, 'http://localhost:4444/_arc/ws');
  assert.equal(readEnv({ ARC_ENV: 'testing', ARC_APP_SECRET: secret }).secret, secret);
});

test('a deployed function uses the secret and the addresses that were set', () => {
  for (const stage of ['staging', 'production']) {
    assert.deepEqual(readEnv({ ...deployed, ARC_ENV: stage, ARC_APP_ORIGIN: 'https://chat.example', OTHER: 'x' }), {
      stage,
      secret,
      appOrigin: 'https://chat.example',
      deployedUrl: deployed.ARC_WSS_URL,
      apiUrl: deployed.ARC_WSS_URL,
    });
  }
});

const short = 'hunter2-hunter2-hunter2-hunter2';
for (const [variables, line] of [
  [{ ...deployed, ARC_APP_SECRET: undefined }, 'ARC_APP_SECRET is missing'],
  [{ ...deployed, ARC_APP_SECRET: '' }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ...deployed, ARC_APP_SECRET: short }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ARC_ENV: 'testing', ARC_APP_SECRET: short }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ...deployed, ARC_APP_SECRET: developmentSecret }, 'ARC_APP_SECRET is the public secret of the sandbox'],
  [{ ...deployed, ARC_WSS_URL: undefined }, 'ARC_WSS_URL is missing'],
  [{ ...deployed, ARC_ENV: undefined }, 'ARC_ENV is not testing, staging or production'],
  [{ ...deployed, ARC_ENV: 'prod' }, 'ARC_ENV is not testing, staging or production'],
  [{ ...deployed, ARC_APP_ORIGIN: 'chat.example' }, 'ARC_APP_ORIGIN is not an http or https address'],
  [{ ...deployed, ARC_APP_ORIGIN: 'ftp://chat.example' }, 'ARC_APP_ORIGIN is not an http or https address'],
  [{ ARC_ENV: 'testing', ARC_APP_ORIGIN: '' }, 'ARC_APP_ORIGIN is not an http or https address'],
  [{}, 'ARC_ENV is not testing, staging or production'],
  [{ ARC_ENV: 'production' }, 'ARC_APP_SECRET is missing; ARC_WSS_URL is missing'],
] as const) {
  test(`${JSON.stringify(variables)} is rejected: ${line}`, () => {
    assert.throws(
      () => readEnv(variables),
      (error) => error instanceof Error && error.message === line,
    );
  });
}
