import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesOf, gistOf, masked, read, rowsIn, typeOf } from '../src/drawer/frame.ts';

const gist = (frame: unknown) => gistOf(read(JSON.stringify(frame)));

describe('an address', () => {
  test('is shown without its ticket', () => {
    assert.equal(
      masked('wss://chat.example/staging?ticket=eyJ.a-b_c..d&v=1'),
      'wss://chat.example/staging?ticket=•••&v=1',
    );
    assert.equal(masked('ws://localhost:3333/?v=1&ticket=secret'), 'ws://localhost:3333/?v=1&ticket=•••');
  });
});

describe('a frame', () => {
  test('is measured in bytes of UTF-8', () => assert.equal(bytesOf('{"text":"é語"}'), 16));

  test('is summed up in a few words', () => {
    assert.equal(gist({ type: 'hello', room: 'lobby' }), 'what is new?');
    assert.equal(gist({ type: 'hello', room: 'lobby', log: 'x', after: 41 }), 'what is after 41?');
    assert.equal(gist({ type: 'page', room: 'lobby', before: 17 }), 'what is before 17?');
    assert.equal(gist({ type: 'page', before: 2, seq: 43, messages: [{}], more: false }), '1 message of 43');
    assert.equal(
      gist({ type: 'welcome', seq: 2, messages: [{}, {}], more: true, people: [{}] }),
      '2 messages of 2, more to come, 1 person',
    );
    assert.equal(gist({ type: 'said', seq: 4, name: 'Ada', text: 'Hi' }), '4 · Ada: Hi');
    assert.equal(gist({ type: 'refused', code: 'busy', text: 'Try again.' }), 'busy: Try again.');
    assert.equal(gist({ type: 'typing', user: 'u', name: 'Ada' }), 'Ada');
  });

  test('of an unknown kind is shown unchanged', () => {
    assert.deepEqual(read('not JSON'), { data: 'not JSON' });
    assert.deepEqual(read('null'), { data: 'null' });
    assert.equal(gistOf(read('not JSON')), 'not JSON');
    assert.equal(typeOf(read('{"message":"Internal server error"}')), 'error');
    assert.equal(typeOf(read('[]')), '?');
    assert.deepEqual(rowsIn({ type: 'page', messages: [{ id: 'a' }, null, 3] }), [{ id: 'a' }]);
  });
});
