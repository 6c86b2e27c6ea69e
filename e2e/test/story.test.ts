import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealWith } from '@arc-chat/session';
import { outcomeIn } from '../../scripts/lib/event-line.ts';
import { Cloud, type CloudAnswer } from '../testing/deployed/cloud.ts';
import { httpEvent } from '../testing/deployed/events.ts';
import { startLambda } from '../testing/deployed/lambda.ts';
import { ourTemplate, region, secret, stackOf } from '../testing/deployed/stack.ts';

const timeout = 60_000;
const room = 'story';

const cookieIn = ({ headers }: CloudAnswer) => headers['set-cookie']?.split(';')[0] ?? '';
const urlIn = ({ body }: CloudAnswer) => /window\.WS_URL = "([^"]+)"/.exec(body)?.[1] ?? '';

const say = (text: string) => ({ type: 'say', room, id: 'a'.repeat(32), text, log: null, after: 0 });

/** Opens the page, takes a ticket, opens a socket and says hello. */
async function enter(cloud: Cloud) {
  const page = await cloud.request('GET /');
  const cookies = [cookieIn(page)];
  const question = { headers: { origin: cloud.origin }, cookies, body: JSON.stringify({ room, name: 'Ann Smith' }) };
  const { url }: { url: string } = JSON.parse((await cloud.request('POST /ticket', question)).body);
  const { status, connection } = await cloud.connect(`${url}&v=1`);
  assert.equal(status, 200);
  await cloud.send(connection, { type: 'hello', room });
  return { connection, url, cookies };
}

test('two people chat, and every function works with its deployed environment and role', { timeout }, async (t) => {
  const cloud = await Cloud.start(t);
  await t.test('the page names its socket and its files', () => showsThePage(cloud));
  await t.test('two people get every message, and the log has it once', () => chats(cloud));
  await t.test('the door refuses bad tickets', () => turnsAway(cloud));
  await t.test('a ticket needs a session, a valid request and the right origin', () => sellsTickets(cloud));

  assert.deepEqual(cloud.aws.refused, [], 'the role allows every action of the functions');
  assert.deepEqual(
    cloud.aws.asked.filter((it) => !it.endsWith(` ${region}`)),
    [],
  );
  for (const [route, lambda] of cloud.lambdas) {
    assert.doesNotMatch(lambda.output(), /a secret|a story|eyJhbGciOi|Ann Smith/, `${route} prints nothing private`);
  }
});

async function showsThePage(cloud: Cloud) {
  const page = await cloud.request('GET /');
  assert.equal(page.statusCode, 200);
  assert.equal(cloud.origin, 'https://f6g7h8i9j0.execute-api.eu-central-1.amazonaws.com');
  const socket = 'wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com';
  assert.ok(urlIn(page).startsWith(`${socket}/staging?ticket=`), 'the stage is in the path of the socket');
  assert.ok(page.headers['content-security-policy']?.includes(`connect-src 'self' ${socket};`));
  assert.match(page.headers['set-cookie'] ?? '', /^__Host-arc-chat=[^;]+; Path=\/; .*; Secure$/);
  const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
  assert.equal(links.length, 3);
  for (const link of links) assert.match(link ?? '', /^\/_static\/[\w.]+\?v=/);
}

async function chats(cloud: Cloud) {
  const ann = await enter(cloud);
  const [welcome] = cloud.heardBy(ann.connection);
  assert.equal(welcome?.['type'], 'welcome');
  const bob = await enter(cloud);
  assert.deepEqual(
    cloud.heardBy(ann.connection).map(({ type }) => type),
    ['arrived'],
  );
  cloud.heardBy(bob.connection);

  const text = 'once upon a time, a story';
  await cloud.send(ann.connection, say(text));
  await cloud.send(ann.connection, say(text));
  const said = ['said', 1, text];
  for (const { connection } of [ann, bob]) {
    const heard = cloud.heardBy(connection).map(({ type, seq, text }) => [type, seq, text]);
    assert.deepEqual(heard, [said, said]);
  }
  await cloud.send(bob.connection, 'not a frame');
  assert.deepEqual(
    cloud.heardBy(bob.connection).map(({ code }) => code),
    ['bad-frame'],
  );

  // The app gets no $disconnect for this connection, because API Gateway does not guarantee one.
  const vanished = await enter(cloud);
  cloud.aws.open.delete(vanished.connection);
  cloud.heardBy(ann.connection);
  await cloud.send(bob.connection, { type: 'typing', room });
  assert.deepEqual(
    cloud.heardBy(ann.connection).map(({ type }) => type),
    ['typing'],
  );

  await cloud.disconnect(bob.connection, 1001, 'Going away');
  assert.deepEqual(
    cloud.heardBy(ann.connection).map(({ type }) => type),
    ['departed'],
  );
  await cloud.disconnect(ann.connection, 1001, 'Connection timed out');
  const late = await enter(cloud);
  const [history] = cloud.heardBy(late.connection);
  assert.equal(history?.['seq'], 1, 'a message that is said twice is one row');
  assert.ok(Array.isArray(history['people']));
  assert.equal(history['people'].length, 2, 'the late person and the vanished one');
}

async function turnsAway(cloud: Cloud) {
  const { url } = await enter(cloud);
  assert.equal((await cloud.connect(url)).status, 403, 'a used ticket');
  const fresh = urlIn(await cloud.request('GET /'));
  assert.equal((await cloud.connect(fresh, 'https://elsewhere.example')).status, 403, 'another origin');
  const bare = fresh.split('?')[0] ?? '';
  assert.equal((await cloud.connect(bare)).status, 403, 'no ticket');
  const claims = { jti: 'a', sub: 'ann', name: 'Ann', room, origin: cloud.origin };
  const expired = await sealWith(secret).seal('socket', -1, claims);
  assert.equal((await cloud.connect(`${bare}?ticket=${expired}`)).status, 403, 'an expired ticket');
  assert.equal((await cloud.connect(fresh)).status, 200, 'the refusals did not use the ticket up');
  const lines = cloud.lambdas.get('$connect')?.output().split('\n') ?? [];
  const refusals = ['used-ticket', 'other-origin', 'bad-ticket', 'expired-ticket'];
  assert.deepEqual(
    lines.map(outcomeIn).filter((it) => it && it !== 'ok'),
    refusals,
    'the log names each reason',
  );

  cloud.aws.open.add('stranger=');
  await cloud.send('stranger=', { type: 'hello', room });
  assert.deepEqual(
    cloud.heardBy('stranger=').map(({ code }) => code),
    ['not-seated'],
  );
  assert.ok(!cloud.aws.open.has('stranger='), 'the socket was closed');
}

async function sellsTickets(cloud: Cloud) {
  const cookies = ['other=1', cookieIn(await cloud.request('GET /'))];
  const headers = { origin: cloud.origin };
  const body = Buffer.from(JSON.stringify({ room }));
  assert.equal((await cloud.request('POST /ticket', { headers, cookies, body })).statusCode, 200, 'a body in base64');
  assert.equal((await cloud.request('POST /ticket', { headers, body })).statusCode, 401);
  assert.equal((await cloud.request('POST /ticket', { headers, cookies })).statusCode, 400);
  assert.equal((await cloud.request('POST /ticket', { cookies, body })).statusCode, 403);
}

test('no function starts without a secret, and each error names it', { timeout }, async (t) => {
  const { functions } = stackOf(await ourTemplate('staging', {}), (id) => id);
  const message = 'Error: ARC_APP_SECRET is missing';
  const starts = [...functions].map(async ([route, fn]) => {
    const lambda = await startLambda(t, fn, 1);
    await assert.rejects(lambda.invoke(httpEvent('x.example', route)), { message });
  });
  assert.equal((await Promise.all(starts)).length, 5);
});
