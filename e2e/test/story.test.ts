import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sealWith } from '@arc-chat/session';
import { outcomeIn } from '../../scripts/lib/event-line.ts';
import { fakeAws } from '../../scripts/testing/fake-aws.ts';
import { run } from '../../scripts/testing/operator.ts';
import { Cloud, cookieIn, type CloudAnswer } from '../testing/deployed/cloud.ts';
import { fillFromHere } from '../testing/deployed/day.ts';
import { failing } from '../testing/deployed/faults.ts';
import { operatorKey, type AwsCall } from '../testing/deployed/aws.ts';
import { httpEvent } from '../testing/deployed/events.ts';
import { startLambda } from '../testing/deployed/lambda.ts';
import { ourTemplate, region, secret, stackOf } from '../testing/deployed/stack.ts';

const timeout = 60_000;
const room = 'story';

const urlIn = ({ body }: CloudAnswer) => /window\.WS_URL = "([^"]+)"/.exec(body)?.[1] ?? '';

const say = (text: string) => ({ type: 'say', room, id: 'a'.repeat(32), text, log: null, after: 0 });

test('two people chat, and every function works with its deployed environment and role', { timeout }, async (t) => {
  const management = await fakeAws(t);
  const cloud = await Cloud.start(t, Number(new URL(management.url).port));
  management.parameters.set('/arc-chat/staging/ARC_APP_SECRET', secret);
  management.stacks.set('ArcChatStaging', { status: 'UPDATE_COMPLETE', outputs: cloud.stack.outputs });
  await t.test('the page names its socket and its files', () => showsThePage(cloud));
  await t.test('two people get every message, and the log has it once', () => chats(cloud));
  await t.test('the door refuses bad tickets', () => turnsAway(cloud));
  await t.test('a ticket needs a session, a valid request and the right origin', () => sellsTickets(cloud));

  await t.test('a full room makes place, a flood is stopped, and a classic client is heard', () => strains(cloud));

  await t.test('the operator puts somebody out, and erases what they said', () => operates(t, cloud));

  const { refused } = cloud.aws;
  const calls = cloud.aws.calls.filter(({ caller }) => caller !== operatorKey);
  assert.deepEqual(refused, [], 'each role allows every call of its function');
  assert.deepEqual(
    calls.filter((call) => call.region !== region),
    [],
  );
  assert.deepEqual(cloud.unusedRights(), [], 'no role allows more');
  assert.deepEqual(calls.filter(canOverwrite), []);
  for (const [route, lambda] of cloud.lambdas) {
    assert.doesNotMatch(
      lambda.log.join('\n'),
      /a secret|a story|eyJhbGciOi|Ann Smith/,
      `${route} prints nothing private`,
    );
  }
});

/**
 * Whether a call could overwrite a message or create half a row. A role cannot forbid it: `PutItem` is one action, with a
 * condition or without.
 */
function canOverwrite({ action, resource, parameters }: AwsCall): boolean {
  const { ConditionExpression: given } = parameters;
  const condition = typeof given === 'string' ? given : '';
  if (action === 'dynamodb:PutItem' && /-(log|tickets)$/.test(resource))
    return !/^attribute_not_exists\(#(seq|jti)\)$/.test(condition);
  return (
    action === 'dynamodb:UpdateItem' && !/^(attribute_exists\(#connection\) AND|#spentUntil <|#text =) /.test(condition)
  );
}

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
  for (const link of links) assert.match(link ?? '', /^\/_static\/\w+-[\w-]{10}\.\w+$/);
}

async function chats(cloud: Cloud) {
  const ann = await cloud.enter(room);
  const [welcome] = cloud.heardBy(ann.connection);
  assert.equal(welcome?.['type'], 'welcome');
  const bob = await cloud.enter(room);
  assert.deepEqual(
    cloud.heardBy(ann.connection).map(({ type }) => type),
    ['arrived'],
  );
  cloud.heardBy(bob.connection);

  const text = 'once upon a time, a story';
  await cloud.send(ann.connection, say(text));
  await cloud.send(ann.connection, say(text));
  const said = ['said', 1, text];
  let log: unknown;
  for (const { connection } of [ann, bob]) {
    const frames = cloud.heardBy(connection);
    log = frames[0]?.['log'];
    assert.deepEqual(
      frames.map(({ type, seq, text }) => [type, seq, text]),
      [said, said],
    );
  }
  await cloud.send(ann.connection, { type: 'remove', room, id: 'c'.repeat(32), seq: 1, log, after: 1 });
  for (const { connection } of [ann, bob]) {
    const heard = cloud.heardBy(connection).map(({ type, seq, text, removes }) => [type, seq, text, removes]);
    assert.deepEqual(heard, [['said', 2, '', 1]]);
  }
  await cloud.send(bob.connection, 'not a frame');
  assert.deepEqual(
    cloud.heardBy(bob.connection).map(({ code }) => code),
    ['bad-frame'],
  );

  // The app gets no $disconnect for this connection, because API Gateway does not guarantee one.
  const vanished = await cloud.enter(room);
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
  const late = await cloud.enter(room);
  const [history] = cloud.heardBy(late.connection);
  assert.equal(history?.['seq'], 2, 'a message that is said twice is one row, and its removal another');
  assert.ok(Array.isArray(history['people']) && Array.isArray(history['messages']));
  assert.equal(history['messages'][0].text, '');
  assert.equal(history['people'].length, 2, 'the late person and the vanished one');
}

async function turnsAway(cloud: Cloud) {
  const { url } = await cloud.enter(room);
  assert.equal((await cloud.connect(url)).status, 403, 'a used ticket');
  const fresh = urlIn(await cloud.request('GET /'));
  assert.equal((await cloud.connect(fresh, 'https://elsewhere.example')).status, 403, 'another origin');
  const bare = fresh.split('?')[0] ?? '';
  assert.equal((await cloud.connect(bare)).status, 403, 'no ticket');
  const claims = { jti: 'a', sub: 'ann', name: 'Ann', room, origin: cloud.origin };
  const expired = await sealWith(secret).seal('socket', -1, claims);
  assert.equal((await cloud.connect(`${bare}?ticket=${expired}`)).status, 403, 'an expired ticket');
  assert.equal((await cloud.connect(fresh)).status, 200, 'the refusals did not use the ticket up');
  const lines = cloud.lambdas.get('$connect')?.log ?? [];
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

async function strains(cloud: Cloud) {
  const classic = await cloud.ticket(room);
  assert.equal((await cloud.connect(classic.url)).status, 200, 'a classic client arrives without a hello');
  // As many silent sockets as one address may have: a room's 500 take seconds on a busy machine.
  await fillFromHere({ leaseMs: -1 });
  const ticket = await cloud.ticket('full');
  const { status, connection } = await cloud.connect(ticket.url);
  assert.equal(status, 200, 'a silent socket makes way');
  await cloud.send(connection, '{"text":"A classic one."}');
  assert.deepEqual(
    cloud.heardBy(connection).map(({ type }) => type),
    ['said'],
  );
  const flooder = await cloud.enter('flood');
  await Promise.all(
    Array.from({ length: 60 }, () => cloud.send(flooder.connection, { type: 'typing', room: 'flood' })),
  );
  assert.ok(cloud.heardBy(flooder.connection).some(({ code }) => code === 'flood'));
  assert.ok(!cloud.aws.open.has(flooder.connection), 'the socket was closed');
}

async function operates(t: TestContext, cloud: Cloud) {
  const env = { AWS_ACCESS_KEY_ID: operatorKey, AWS_SECRET_ACCESS_KEY: 'key', AWS_REGION: region };
  const attempt = (...args: string[]) =>
    run(t, ['../e2e/testing/deployed/operator', String(cloud.aws.port), 'staging', ...args], env);
  const admin = async (...args: string[]) => {
    const { code, said, lines } = await attempt(...args);
    assert.equal(code, 0, lines.join('\n'));
    return said;
  };
  const { connection, cookies } = await cloud.enter('unquiet');
  await cloud.send(connection, { type: 'say', room: 'unquiet', id: 'b'.repeat(32), text: 'Boo!', log: null, after: 0 });
  const [, user = ''] = /^ {2}(\S+) .* Ann Smith$/m.exec(await admin('look', 'unquiet')) ?? [];
  cloud.heardBy(connection);
  await admin('erase', 'unquiet', '1');
  assert.deepEqual(
    cloud.heardBy(connection).map(({ type, seq, text, removes }) => [type, seq, text, removes]),
    [['said', 2, '', 1]],
  );
  cloud.aws.fault = failing(/ManageConnections/, { status: 403, type: 'ForbiddenException' });
  const denied = await attempt('erase', 'unquiet', '1');
  assert.match(denied.lines.join('\n'), /^Not every socket was reached\. These AWS keys lack a permission: .*$/);
  assert.equal(denied.code, 1);
  cloud.aws.fault = undefined;
  await admin('block', 'user', user, '--hours', '1');
  assert.ok(!cloud.aws.open.has(connection), 'the socket was closed');
  assert.match(await admin('look', 'unquiet'), /^0 sockets in unquiet[^]* {2}""$/m);
  const question = { headers: { origin: cloud.origin }, cookies, body: JSON.stringify({ room: 'unquiet' }) };
  const answer = await cloud.request('POST /ticket', question);
  assert.deepEqual([answer.statusCode, JSON.parse(answer.body).code], [403, 'blocked']);
  assert.match(await admin('blocks'), new RegExp(`^  user ${user}  until .* UTC$`, 'm'));
  await admin('unblock', 'user', user);
  assert.equal((await cloud.request('POST /ticket', question)).statusCode, 200);
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
