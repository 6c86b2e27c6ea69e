import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { requestOf } from '../src/http.ts';

function asked(headers: Record<string, string>): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '192.0.2.1' });
  const request = new IncomingMessage(socket);
  request.headers = headers;
  return request;
}

const forwarded = {
  host: 'chat.example',
  'x-forwarded-for': '198.51.100.7, 203.0.113.9',
  'x-forwarded-proto': 'https',
};

test('without a proxy, nobody can say that they are somewhere else, or that they came over https', () => {
  const { headers, sourceIp } = requestOf(asked(forwarded), false);
  assert.deepEqual(headers, { host: 'chat.example' });
  assert.equal(sourceIp, '192.0.2.1');
});

test('behind a proxy, the address is the one that the proxy saw', () => {
  const { headers, sourceIp } = requestOf(asked(forwarded), true);
  assert.deepEqual(headers, { host: 'chat.example', 'x-forwarded-proto': 'https' });
  assert.equal(sourceIp, '203.0.113.9');
  assert.equal(requestOf(asked({ host: 'chat.example' }), true).sourceIp, '192.0.2.1', 'asked past the proxy');
});

test('a client has one address behind a proxy that adds its port', () => {
  const seen = (address: string) => requestOf(asked({ 'x-forwarded-for': address }), true).sourceIp;
  assert.equal(seen('203.0.113.9:50123'), '203.0.113.9');
  assert.equal(seen('[2001:db8::7]:50123'), '2001:db8::7');
  assert.equal(seen('[2001:db8::7]'), '2001:db8::7');
  assert.equal(seen('2001:db8::7'), '2001:db8::7');
});

test('cookies come one by one', () => {
  assert.deepEqual(requestOf(asked({ cookie: 'a=1; b=2' }), false).cookies, ['a=1', 'b=2']);
  assert.deepEqual(requestOf(asked({}), false).cookies, []);
});
