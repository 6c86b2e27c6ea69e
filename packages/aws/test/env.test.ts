import '../testing/environment.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnv } from '../src/env.ts';

const secret = 'a secret of thirty-two characters';
const deployed = { ARC_ENV: 'staging', ARC_APP_SECRET: secret, ARC_WSS_URL: 'wss://x.example/staging' };

const local = { ARC_ENV: 'testing', ARC_APP_SECRET: secret };

test('the sandbox needs no variable but ARC_ENV and the secret', () => {
  assert.deepEqual(readEnv(local), {
    stage: 'testing',
    secret,
    otherSecrets: [],
    appOrigin: undefined,
    deployedUrl: undefined,
    apiUrl: 'http://localhost:2222/_arc/ws',
    tables: undefined,
  });
  const sandbox = JSON.stringify({ ports: { http: 3333, _arc: 4444 } });
  assert.equal(readEnv({ ...local, ARC_SANDBOX: sandbox }).apiUrl, 'http://localhost:4444/_arc/ws');
});

test('a deployed function uses the secret and the addresses that were set', () => {
  for (const stage of ['staging', 'production']) {
    assert.deepEqual(readEnv({ ...deployed, ARC_ENV: stage, ARC_APP_ORIGIN: 'https://chat.example', OTHER: 'x' }), {
      stage,
      secret,
      otherSecrets: [],
      appOrigin: 'https://chat.example',
      deployedUrl: deployed.ARC_WSS_URL,
      apiUrl: deployed.ARC_WSS_URL,
      tables: {},
    });
  }
});

test('a deployed function gets the names of its tables, and one without tables gets none', () => {
  const tables = { seats: 'Stack-SeatsTable-0A1B2C3D' };
  assert.deepEqual(readEnv({ ...deployed, ARC_TABLES: JSON.stringify(tables) }).tables, tables);
  assert.deepEqual(readEnv(deployed).tables, {});
});

test('during a rotation, a deployed function also has the next and the previous secret', () => {
  const [next, previous] = ['the next secret, of so many characters', 'the one before, of so many characters'];
  const given = { ...deployed, ARC_APP_SECRET_NEXT: next, ARC_APP_SECRET_PREVIOUS: previous };
  assert.deepEqual(readEnv(given).otherSecrets, [next, previous]);
});

const short = 'hunter2-hunter2-hunter2-hunter2';
for (const [variables, line] of [
  [{ ...deployed, ARC_APP_SECRET: undefined }, 'ARC_APP_SECRET is missing'],
  [{ ...deployed, ARC_APP_SECRET: '' }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ...deployed, ARC_APP_SECRET: short }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ...local, ARC_APP_SECRET: undefined }, 'ARC_APP_SECRET is missing'],
  [{ ...local, ARC_APP_SECRET: short }, 'ARC_APP_SECRET is shorter than 32 characters'],
  [{ ...deployed, ARC_APP_SECRET_PREVIOUS: short }, 'ARC_APP_SECRET_PREVIOUS is shorter than 32 characters'],
  [{ ...deployed, ARC_APP_SECRET_NEXT: short }, 'ARC_APP_SECRET_NEXT is shorter than 32 characters'],
  [{ ...deployed, ARC_WSS_URL: undefined }, 'ARC_WSS_URL is missing'],
  [{ ...deployed, ARC_TABLES: '{"seats":' }, 'ARC_TABLES is not JSON'],
  [{ ...deployed, ARC_TABLES: 'null' }, 'ARC_TABLES is not an object'],
  [{ ...deployed, ARC_TABLES: '{"seats":1}' }, 'ARC_TABLES.seats is not the name of a table'],
  [{ ...deployed, ARC_ENV: undefined }, 'ARC_ENV is not testing, staging or production'],
  [{ ...deployed, ARC_ENV: 'prod' }, 'ARC_ENV is not testing, staging or production'],
  [{ ...deployed, ARC_APP_ORIGIN: 'chat.example' }, 'ARC_APP_ORIGIN is not an http or https address'],
  [{ ...deployed, ARC_APP_ORIGIN: 'ftp://chat.example' }, 'ARC_APP_ORIGIN is not an http or https address'],
  [{ ...local, ARC_APP_ORIGIN: '' }, 'ARC_APP_ORIGIN is not an http or https address'],
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
