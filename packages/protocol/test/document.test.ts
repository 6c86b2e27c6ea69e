import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codes, decodeClientFrame, decodeServerFrame, limits } from '../src/index.ts';

/** Without the spaces that make its tables straight. */
const document = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8').replace(/(?<=\S) {2,}/g, ' ');

/** The fenced examples of one side: those under its heading, and those that say so themselves. */
function examplesFrom(side: 'client' | 'server'): string[] {
  const examples: string[] = [];
  let speaker: string | undefined;
  for (const [, heading, marked, json] of document.matchAll(/^## (.*)$|^```json(.*)\n([^]*?)^```$/gm)) {
    if (heading !== undefined) speaker = /^From the (client|server)/.exec(heading)?.[1];
    const by = /from the (client|server)/.exec(marked ?? '')?.[1] ?? speaker;
    if (json !== undefined && by === side) examples.push(json);
  }
  return examples;
}

const fromClient = examplesFrom('client').map((json) => ({ json, decoded: decodeClientFrame(json) }));
const fromServer = examplesFrom('server').map((json) => ({ json, frame: decodeServerFrame(json) }));

test('every example is somebody’s', () => {
  assert.equal(fromClient.length + fromServer.length, document.match(/^```json/gm)?.length);
});

test('every example of a client’s is a frame, with nothing in it that is not read', () => {
  for (const { json, decoded } of fromClient) {
    assert.ok(decoded.ok, json);
    const value = JSON.parse(json);
    assert.deepEqual(decoded.frame, 'type' in value ? value : { type: 'classic', ...value });
  }
});

test('every example of the server’s is a frame, with nothing in it that is not read', () => {
  for (const { json, frame } of fromServer) {
    assert.ok(frame, json);
    const value = JSON.parse(json);
    assert.deepEqual(
      frame,
      'type' in value ? value : { type: 'refused', code: 'internal', text: 'Internal server error' },
    );
  }
});

test('every frame has an example, in each of its forms', () => {
  const heard = fromClient.map(({ decoded }) => (decoded.ok ? decoded.frame : undefined));
  for (const type of ['hello', 'say', 'page', 'typing', 'classic'] as const) {
    assert.ok(
      heard.some((frame) => frame?.type === type),
      type,
    );
  }
  const said = fromServer.map(({ frame }) => frame);
  for (const type of ['welcome', 'said', 'page', 'arrived', 'departed', 'typing', 'refused'] as const) {
    assert.ok(
      said.some((frame) => frame?.type === type),
      type,
    );
  }
  for (const key of ['before', 'after'] as const) {
    assert.ok(heard.some((frame) => frame?.type === 'page' && frame[key] !== undefined));
    assert.ok(said.some((frame) => frame?.type === 'page' && frame[key] !== undefined));
  }
});

test('every refusal has an example and a row that says when it comes and what to do', () => {
  const refused = fromServer.flatMap(({ frame }) => (frame?.type === 'refused' ? [frame.code] : []));
  const rows = [...document.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
  for (const code of codes) {
    assert.ok(refused.includes(code), code);
    assert.ok(rows.includes(code), code);
  }
});

test('the limits are what the document says', () => {
  const table = document.slice(document.indexOf('\n## Limits'));
  const says = (row: string) => table.split('\n').some((line) => line.startsWith(`| ${row}`));
  assert.ok(says(`a frame from the client | ${limits.clientFrameBytes} bytes |`));
  assert.ok(says(`a frame from the server | ${limits.serverFrameBytes} bytes;`));
  assert.ok(says(`a text | ${limits.textCharacters} characters (UTF-16 code units) and ${limits.textBytes} bytes |`));
  assert.ok(says(`a name | ${limits.nameCharacters} characters,`));
  assert.ok(says(`messages in a \`welcome\` or \`page\` | ${limits.pageMessages} |`));
  assert.ok(says(`rows above a floor that a \`say\` searches | ${limits.floorRows} |`));
  assert.ok(says(`seats up to which a room tells presence and typing | ${limits.presenceSeats} |`));
  assert.ok(says(`\`retryAfterMs\` | ${limits.retryAfterMs} |`));
  assert.match(document, new RegExp(`over ${limits.floorRows} rows above the floor`));
  assert.equal(
    document.match(/more than (\d+) seats/g)?.every((it) => it.includes(`${limits.presenceSeats}`)),
    true,
  );
});
