import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, header, json } from '../src/http.ts';

test('a header is found in any case', () => {
  for (const name of ['origin', 'Origin', 'ORIGIN']) {
    assert.equal(header({ headers: { a: 'x', [name]: 'https://a.example', b: 'y' } }, 'origin'), 'https://a.example');
  }
  assert.equal(header({ headers: { 'x-origin': 'x' } }, 'origin'), undefined);
  assert.equal(header({}, 'origin'), undefined);
});

test('a body is returned as text, encoded or not', () => {
  const headers = {};
  assert.equal(bodyOf({ headers, body: '{"room":"é"}' }), '{"room":"é"}');
  assert.equal(
    bodyOf({ headers, body: Buffer.from('{"room":"é"}').toString('base64'), isBase64Encoded: true }),
    '{"room":"é"}',
  );
  assert.equal(bodyOf({ headers }), '');
});

test('no cache stores a JSON response', () => {
  assert.deepEqual(json(401, { code: 'no-session' }, { 'set-cookie': 'a=b' }), {
    statusCode: 401,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'set-cookie': 'a=b' },
    body: '{"code":"no-session"}',
  });
});
