// The functions of the build run against a failing AWS. Their log and AWS's own metrics then go through the metric
// filters and the alarms of the template. The periods of five minutes are made up: a period holds all that a test has
// done, several times if the test says so.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { alarmsIn, raisedIn } from '../testing/deployed/alarms.ts';
import { Cloud, naming } from '../testing/deployed/cloud.ts';
import { fillFromHere, liveADay, greeting } from '../testing/deployed/day.ts';
import { broken, denied, failing, failingOnce, throttled } from '../testing/deployed/faults.ts';
import { startLambda } from '../testing/deployed/lambda.ts';
import { counted, repeated, together, type Period } from '../testing/deployed/metrics.ts';
import { periodOf } from '../testing/deployed/period.ts';
import { ourTemplate, stackOf } from '../testing/deployed/stack.ts';
import { fill, fillSeats } from '../testing/storage.ts';
import type { Aws } from '../testing/deployed/aws.ts';

const cloud = await Cloud.start({ after });
const template = await ourTemplate('staging');

const functions = [
  'GetIndexHTTPLambda',
  'PostTicketHTTPLambda',
  'ConnectWSLambda',
  'DefaultWSLambda',
  'DisconnectWSLambda',
];
const ofEach = (alarm: string) => functions.map((it) => it + alarm);
const sockets = { ApiId: naming('WS') };
const page = { ApiId: naming('HTTP') };

const everRaised = new Set<string>();

/** Asserts that these alarms and no others are raised in periods of five minutes, one after another. */
function assertRaised(periods: Period[], expected: string[]): void {
  const raised = raisedIn(template, naming, periods);
  for (const it of raised) everRaised.add(it);
  assert.deepEqual(raised, expected.toSorted());
}

/** A period in which somebody in the room says a message, with a fault. */
async function saying(room: string, fault: Aws['fault']): Promise<Period> {
  const { connection } = await cloud.enter(room);
  return periodOf(cloud, () => cloud.send(connection, greeting(room)), fault);
}

test('an ordinary day raises no alarm', async () => {
  await fillFromHere();
  // The first write and the first post fail, as they sometimes do.
  const fault = failingOnce([/PutItem/, /ManageConnections/], broken);
  const day = await periodOf(cloud, () => liveADay(cloud, 'day'), fault);
  // Somebody searches the page's address for holes. API Gateway itself answers 404.
  const scan = counted('ApiGateway', '4xx', page, 500);
  const busyDay = together(scan, repeated(10, day));
  assertRaised([busyDay, busyDay, busyDay], []);
});

test('one phone that does not read raises no alarm', async () => {
  const { connection } = await cloud.enter('walk');
  const walk = await saying('walk', failing(new RegExp(connection), { status: 429, type: 'LimitExceededException' }));
  // API Gateway closes a socket that is idle for ten minutes.
  assertRaised([walk, walk], []);
  assertRaised([walk, walk, walk], ['PostsFailed']);
});

test('the log takes no message', async () => {
  const period = await saying('put', failing(/PutItem .*-log$/, denied));
  assertRaised([period], ['Internal', 'Reported']);
  const asPrintedByConsole = period.log.map((it) => `2026-11-25T12:00:00.000Z\tid\tINFO\t${it}`);
  assertRaised([{ ...period, log: asPrintedByConsole }], ['Reported']);
});

test('no seat can be read', async () => {
  const period = await saying('seats', failing(/(Query|GetItem) .*-seats$/, denied));
  assertRaised([period], ['Internal', 'Reported']);
});

test('every post is denied', async () => {
  const period = await saying('denied', failing(/ManageConnections/, { status: 403, type: 'ForbiddenException' }));
  assertRaised([period], ['Reported']);
  assertRaised([period, period, period], ['PostsFailed', 'Reported']);
});

test('every post fails, and the fault is not ours', async () => {
  const period = await saying('failed', failing(/ManageConnections/, broken));
  assertRaised([period, period], []);
  assertRaised([period, period, period], ['PostsFailed']);
});

test('no socket opens', async () => {
  const { url } = await cloud.ticket('door');
  const open = () => assert.rejects(cloud.connect(url));
  const period = await periodOf(cloud, open, failing(/PutItem .*-tickets$/, denied));
  assertRaised([period], ['ConnectWSLambdaErrors', 'Reported']);
});

test('nobody can leave', async () => {
  const { connection } = await cloud.enter('leaving');
  const leave = () => assert.rejects(cloud.disconnect(connection, 1001, 'Going away'));
  const period = await periodOf(cloud, leave, failing(/GetItem .*-connections$/, denied));
  assertRaised([period], ['DisconnectWSLambdaErrors', 'Reported']);
});

test('a ticket is given without a count of the seats', async () => {
  const take = async () => void (await cloud.ticket('uncounted'));
  assertRaised([await periodOf(cloud, take, failing(/Query .*-seats$/, denied))], ['Reported']);
});

test('DynamoDB throttles one request to a table, and a second try succeeds', async () => {
  const room = 'throttled';
  const { connection } = await cloud.enter(room);
  const hello = () => cloud.send(connection, { type: 'hello', room });
  const write = () => cloud.send(connection, greeting(room));
  const open = async () => void (await cloud.enter(room));
  const close = () => cloud.disconnect(connection, 1001, '');
  for (const [alarm, calls, work] of [
    ['LogTableWritesThrottled', /PutItem .*-log$/, write],
    ['LogTableReadsThrottled', /Query .*-log$/, hello],
    ['SeatsTableWritesThrottled', /UpdateItem .*-seats$/, hello],
    ['SeatsTableReadsThrottled', /Query .*-seats$/, hello],
    ['TicketsTableWritesThrottled', /PutItem .*-tickets$/, open],
    ['ConnectionsTableWritesThrottled', /PutItem .*-connections$/, open],
    ['ConnectionsTableReadsThrottled', /GetItem .*-connections$/, close],
    ['BlocksTableReadsThrottled', /GetItem .*-blocks$/, open],
  ] as const) {
    assertRaised([await periodOf(cloud, work, failingOnce([calls], throttled))], [alarm]);
  }
  // No function reads the one table, or writes the other.
  const reads = counted('DynamoDB', 'ReadThrottleEvents', { TableName: naming('TicketsTable') });
  const writes = counted('DynamoDB', 'WriteThrottleEvents', { TableName: naming('BlocksTable') });
  assertRaised([reads], ['TicketsTableReadsThrottled']);
  assertRaised([writes], ['BlocksTableWritesThrottled']);
});

test('DynamoDB throttles every write to the log', async () => {
  const period = await saying('storm', failing(/PutItem .*-log$/, throttled));
  assertRaised([period], ['Internal', 'LogTableWritesThrottled', 'Reported']);
});

test('messages find no place in the log', async () => {
  await fill('crowd', 5);
  const taken = { status: 400, type: 'ConditionalCheckFailedException' };
  const period = await saying('crowd', failing(/PutItem .*-log$/, taken));
  assertRaised([repeated(19, period)], []);
  assertRaised([repeated(20, period)], ['Busy']);
});

test('a table has lost rows, and every client of a room tells', async () => {
  const room = 'lost';
  const { connection } = await cloud.enter(room);
  const frame = { ...greeting(room), log: 'a'.repeat(32), after: 7 };
  const period = await periodOf(cloud, () => cloud.send(connection, frame));
  assertRaised([repeated(9, period)], []);
  assertRaised([repeated(10, period)], ['NewLog']);
});

test('no function has a secret', async (t) => {
  const stack = stackOf(await ourTemplate('staging', {}), naming);
  const starting = [...stack.functions].map(
    async ([route, fn]) => [route, await startLambda(t, fn, cloud.aws.port)] as const,
  );
  const use = async () => {
    const http = [cloud.request('GET /'), cloud.request('POST /ticket')];
    const events = [cloud.connect(cloud.socket), cloud.send('c=', greeting('x')), cloud.disconnect('c=', 1001, '')];
    for (const { status } of await Promise.allSettled([...http, ...events])) assert.equal(status, 'rejected');
  };
  const period = await cloud.replacing(await Promise.all(starting), () => periodOf(cloud, use));
  assertRaised([period], [...ofEach('Errors'), 'PageFailed', 'Reported']);
});

test('a function is out of time: it prints no line', async (t) => {
  const { connection } = await cloud.enter('frozen');
  const fn = cloud.stack.functions.get('$disconnect');
  assert.ok(fn);
  const lambda = await startLambda(t, fn, cloud.aws.port);
  const asked = Promise.withResolvers<void>();
  const freeze = async () => {
    const left = assert.rejects(cloud.disconnect(connection, 1001, ''), /timed out/);
    await asked.promise;
    lambda.timeOut();
    await left;
  };
  const silence = () => {
    asked.resolve();
    return 'silence' as const;
  };
  const period = await cloud.replacing([['$disconnect', lambda]], () => periodOf(cloud, freeze, silence));
  assert.doesNotMatch(period.log.join('\n'), /"function":"ws-disconnect"/);
  assertRaised([period], ['DisconnectWSLambdaErrors']);
});

test('AWS does not answer, and functions stop waiting after seven seconds', async () => {
  const [room, quiet] = ['silent', 'quiet'];
  // Each post takes two seconds, and 128 are made at once: after seven seconds, not all have had their second try.
  await fillSeats(room, 256);
  const [ann, bob] = [await cloud.enter(room), await cloud.enter(quiet)];
  const { url } = await cloud.ticket(quiet);
  const ofFrames = cloud.stack.functions.get('$default')?.name;
  const wait = async () => {
    await Promise.all([
      cloud.send(ann.connection, greeting(room)),
      cloud.ticket(quiet),
      assert.rejects(cloud.connect(url)),
      assert.rejects(cloud.disconnect(bob.connection, 1001, '')),
    ]);
  };
  const period = await periodOf(cloud, wait, ({ caller, action }) =>
    caller === ofFrames && action.startsWith('dynamodb:') ? undefined : 'silence',
  );
  assert.match(period.log.join('\n'), /"failed":[1-9]\d*,"left":[1-9]/);
  const failed = ['ConnectWSLambdaErrors', 'DisconnectWSLambdaErrors', 'Reported'];
  assertRaised([period], failed);
  const slow = ofEach('Slow').filter((it) => it !== 'GetIndexHTTPLambdaSlow');
  assertRaised([period, period, period], [...failed, ...slow, 'PostsFailed']);
});

test('the page is slow', async () => {
  // It asks AWS for nothing.
  const period = counted('Lambda', 'Duration', { FunctionName: naming('GetIndexHTTPLambda') }, 5_000);
  assertRaised([period, period], []);
  assertRaised([period, period, period], ['GetIndexHTTPLambdaSlow']);
});

test('many sockets are refused at the door', async () => {
  const knock = async () => void (await cloud.connect(cloud.socket));
  const period = await periodOf(cloud, knock);
  assertRaised([repeated(49, period)], []);
  assertRaised([repeated(50, period)], ['SocketsRefused']);
});

// Only AWS can count these.
test('API Gateway turns people away', () => {
  assertRaised([counted('ApiGateway', 'ClientError', sockets, 49)], []);
  assertRaised([counted('ApiGateway', 'ClientError', sockets, 50)], ['SocketsTurnedAway']);
  assertRaised([counted('ApiGateway', '4xx', page, 999)], []);
  assertRaised([counted('ApiGateway', '4xx', page, 1_000)], ['PageTurnedAway']);
});

test('the account runs as many functions at once as it may', () => {
  const throttles = functions.map((it) => counted('Lambda', 'Throttles', { FunctionName: naming(it) }));
  const uncalled = [counted('ApiGateway', 'ExecutionError', sockets), counted('ApiGateway', '5xx', page)];
  assertRaised([together(...throttles, ...uncalled)], [...ofEach('Throttles'), 'SocketsUncalled', 'PageFailed']);
});

test('no alarm is blind: each was raised in a test above', () => {
  assert.deepEqual([...everRaised].toSorted(), alarmsIn(template));
});

test('a filter or an alarm that this test cannot evaluate is an error', () => {
  const raised = (id: string, properties: object, log: string[] = []) => {
    const resource = template.Resources[id];
    assert.ok(resource);
    const changed = { ...resource, Properties: { ...resource.Properties, ...properties } };
    const Resources = { ...template.Resources, [id]: changed };
    return raisedIn({ ...template, Resources }, naming, [{ log, data: [] }]);
  };
  assert.deepEqual(raised('Busy', {}), []);
  for (const [id, properties] of [
    ['BusyMetric', { FilterPattern: '{ $.outcome = "busy" || $.outcome = "full" }' }],
    ['BusyMetric', { FilterPattern: '{ $.outcome != "ok" }' }],
    ['BusyMetric', { FilterPattern: '?ERROR ?WARN' }],
    ['Busy', { Statistic: 'Maximum' }],
    ['Busy', { Period: 60 }],
    ['Busy', { ComparisonOperator: 'LessThanThreshold' }],
    ['Busy', { TreatMissingData: 'breaching' }],
    ['Busy', { DatapointsToAlarm: 1 }],
  ] as const) {
    assert.throws(() => raised(id, properties), /cannot evaluate/, JSON.stringify(properties));
  }
  assert.throws(() => raised('FailedMetric', { FilterPattern: '{ $.function = "*" }' }), /and not \$\.failed/);
  const line = JSON.stringify({ delivered: 1, failed: 1, left: 0 });
  assert.throws(() => raised('LeftMetric', { FilterPattern: '{ $.left > 0 }' }, [line]), /has no left/);
});
