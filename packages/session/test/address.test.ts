import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressTagsWith } from '../src/index.ts';

const tag = addressTagsWith('a secret of thirty-two characters');

test('an address has one tag for each secret, and the tag does not reveal it', () => {
  assert.match(tag('192.0.2.1'), /^[0-9a-f]{8}$/);
  assert.equal(tag('192.0.2.1'), tag('192.0.2.1'));
  assert.notEqual(tag('192.0.2.1'), tag('192.0.2.2'));
  assert.notEqual(tag('192.0.2.1'), addressTagsWith('another secret of so many characters')('192.0.2.1'));
  assert.equal(tag(undefined), tag(null));
});

test('all IPv6 addresses of one customer have one tag, in any spelling', () => {
  const same = ['2001:db8:0:7::1', '2001:0DB8:0000:0007:ffff:ffff:ffff:ffff', '2001:db8::7:0:0:0:2'];
  assert.equal(new Set(same.map(tag)).size, 1);
  const different = ['2001:db8:0:7::1', '2001:db8:0:8::1', '2001:db9:0:7::1', '::1', '::2:0:0:0:0', '192.0.2.1'];
  assert.equal(new Set(different.map(tag)).size, different.length);
});

test('an IPv4 address inside IPv6 has the tag of the IPv4 address', () => {
  assert.equal(tag('::ffff:192.0.2.1'), tag('192.0.2.1'));
  assert.notEqual(tag('::ffff:192.0.2.2'), tag('192.0.2.1'));
});
