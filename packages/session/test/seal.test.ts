import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { mock, test } from 'node:test';
import { EncryptJWT, SignJWT, UnsecuredJWT } from 'jose';
import * as v from 'valibot';
import { sealWith } from '../src/seal.ts';

const secret = 'a secret of thirty-two characters';
const Claims = v.object({ sub: v.string() });
const claims = { sub: 'ada' };
const { seal, open } = sealWith(secret);
/** The key that `sealWith` derives from the secret. The tests make other tokens with it. */
const key = new Uint8Array(hkdfSync('sha256', secret, '', 'arc-chat tokens', 32));

test('a token opens for its own audience and secret only, and its claims are not readable', async () => {
  const token = await seal('session', 60, claims);
  assert.deepEqual(await open('session', Claims, token), claims);
  assert.equal(await open('socket', Claims, token), 'bad');
  assert.equal(await sealWith(`${secret}!`).open('session', Claims, token), 'bad');
  const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  assert.ok(!readable.join().includes('ada'));
  assert.notEqual(await seal('session', 60, claims), token, 'the same claims give different tokens');
});

test('a token with any change is bad', async () => {
  const token = await seal('session', 60, claims);
  for (let i = 0; i < token.length; i++) {
    const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
    // The last character of a part may have unused bits.
    const isSame = changed.split('.').every((part, n) => {
      const original = token.split('.')[n] ?? '';
      return Buffer.from(part, 'base64url').equals(Buffer.from(original, 'base64url'));
    });
    if (!isSame) assert.equal(await open('session', Claims, changed), 'bad', `at ${i}`);
  }
  for (const cut of [token.slice(1), token.slice(0, -2), `${token}AA`, `${token}.`, token.replaceAll('.', '')]) {
    assert.equal(await open('session', Claims, cut), 'bad');
  }
});

test('after a rotation the tokens of the previous secret open, and new tokens need the new one', async () => {
  const old = await seal('session', 60, claims);
  const rotated = sealWith(`${secret}!`, [secret]);
  assert.deepEqual(await rotated.open('session', Claims, old), claims);
  assert.equal(await rotated.open('socket', Claims, old), 'bad', 'another audience');
  assert.equal(await rotated.open('session', Claims, await seal('session', -1, claims)), 'expired');
  const fresh = await rotated.seal('session', 60, claims);
  assert.deepEqual(await rotated.open('session', Claims, fresh), claims);
  assert.equal(await open('session', Claims, fresh), 'bad');
  const next = sealWith(`${secret}!!`, [`${secret}!`]);
  assert.equal(await next.open('session', Claims, old), 'bad', 'after two rotations');
  const between = sealWith(`${secret}!`, [`${secret}!!`, secret]);
  for (const token of [old, fresh, await next.seal('session', 60, claims)]) {
    assert.deepEqual(await between.open('session', Claims, token), claims);
  }
});

test('a value that is not a token is bad', async () => {
  for (const token of [undefined, null, '', 'x', 'a.b.c.d.e', '....', 7, {}, ['a'], '\u0000']) {
    assert.equal(await open('session', Claims, token), 'bad');
  }
});

test('a token expires at the end of its lifetime', async (t) => {
  mock.timers.enable({ apis: ['Date'], now: 1_767_225_600_000 });
  t.after(() => mock.timers.reset());
  const token = await seal('socket', 60, claims);
  mock.timers.tick(59_999);
  assert.deepEqual(await open('socket', Claims, token), claims);
  mock.timers.tick(1);
  assert.equal(await open('socket', Claims, token), 'expired');
  assert.equal(await open('session', Claims, token), 'bad', 'another audience');
  assert.equal(await sealWith(`${secret}!`).open('socket', Claims, token), 'bad', 'another secret');
});

test('a token of another kind is bad, even if it is made with the same key', async () => {
  const jwt = () => new EncryptJWT(claims).setAudience('session').setExpirationTime('1 minute');
  const ours = { alg: 'dir', enc: 'A256GCM' };
  assert.deepEqual(await open('session', Claims, await jwt().setProtectedHeader(ours).encrypt(key)), claims);
  for (const [kind, token] of [
    ['alg none', new UnsecuredJWT(claims).setAudience('session').setExpirationTime('1 minute').encode()],
    [
      'only signed',
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('session')
        .setExpirationTime('1 minute')
        .sign(key),
    ],
    ['other enc', await jwt().setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256' }).encrypt(key)],
    ['other alg', await jwt().setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM' }).encrypt(key)],
    ['without an expiry', await new EncryptJWT(claims).setAudience('session').setProtectedHeader(ours).encrypt(key)],
    [
      'without an audience',
      await new EncryptJWT(claims).setExpirationTime('1 minute').setProtectedHeader(ours).encrypt(key),
    ],
    ['with other claims', await seal('session', 60, { name: 'ada' })],
  ] as const) {
    assert.equal(await open('session', Claims, token), 'bad', kind);
  }
});
