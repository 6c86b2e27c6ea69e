import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitLinks } from '../src/links.ts';

const linksIn = (text: string) => splitLinks(text).filter((_, i) => i % 2 === 1);

test('web addresses are links, without the punctuation around them', () => {
  for (const [text, ...links] of [
    ['https://arc.codes', 'https://arc.codes'],
    ['See http://a.example/b?c=d#e, and (https://b.example).', 'http://a.example/b?c=d#e', 'https://b.example'],
    ['https://a.example/wiki/Cat_(animal) is one', 'https://a.example/wiki/Cat_(animal)'],
    ['(see https://a.example/wiki/Cat_(animal)…)', 'https://a.example/wiki/Cat_(animal)'],
    ['HTTPS://A.EXAMPLE!', 'HTTPS://A.EXAMPLE'],
    ['“https://a.example”', 'https://a.example'],
    ['https://a.example/語', 'https://a.example/語'],
    ['https://a.example\nhttps://b.example', 'https://a.example', 'https://b.example'],
  ]) {
    assert.deepEqual(linksIn(text ?? ''), links, text);
  }
});

test('other schemes and incomplete addresses are no links', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'mailto:ann@a.example',
    'www.a.example',
    'https://',
    'http://:80',
    'xhttps://a.example',
    'https:/a.example',
  ]) {
    assert.deepEqual(linksIn(text), [], text);
  }
});

test('the joined parts are the text', () => {
  const pieces = [
    'https://a.example',
    'http://',
    ' ',
    '.',
    '(',
    ')',
    '\n',
    'x',
    '<b>',
    '"',
    '語',
    '"https://b.example/("',
  ];
  for (const a of pieces) {
    for (const b of pieces) {
      for (const c of pieces) assert.equal(splitLinks(a + b + c).join(''), a + b + c);
    }
  }
});

test('an address with many closing brackets does not take long', () => {
  const text = `https://a.example/${')'.repeat(1_900)}`;
  assert.deepEqual(linksIn(text), ['https://a.example/']);
});
