import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mend } from '../src/index.ts';
import { readGrants } from '../src/roles.ts';
import { readSettings } from '../src/settings.ts';
import { namesOf, type Template } from '../src/template.ts';
import { templateOf } from '../testing/template.ts';

const manifest = (...routes: string[]) => `
@app
fixture

@http
/
  method get
  src apps/page

@ws
${['connect', 'default', 'disconnect', ...routes].join('\n')}

@static

@tables
precious
  id *String
  PointInTimeRecovery true

passing
  id *String
  expires TTL
`;

/** The template that Architect makes without the plugin. */
const architects = (...routes: string[]) => templateOf({ cwd: import.meta.dirname, manifest: manifest(...routes) });

const grants = { default: { precious: ['PutItem', 'Query', 'UpdateItem.text'], sockets: ['post'] } };
const settings = readSettings();

const mended = async (...routes: string[]) => mend(await architects(...routes), grants, settings);

function ofType(template: Template, type: string) {
  const names = namesOf(template, type);
  assert.ok(names.length > 0, `the template has a ${type}`);
  return Object.entries(template.Resources).flatMap(([name, it]) => (names.includes(name) ? [{ name, ...it }] : []));
}

const deploymentOf = (template: Template) => {
  const [deployment, ...others] = ofType(template, 'AWS::ApiGatewayV2::Deployment');
  assert.ok(deployment && others.length === 0);
  return deployment;
};

test('a route that is added later goes live: the deployment has a new name and waits for the route', async () => {
  const before = await mended();
  const after = await mended('edit');
  const deployment = deploymentOf(after);
  assert.notEqual(deployment.name, deploymentOf(before).name);
  assert.deepEqual(
    namesOf(after, 'AWS::ApiGatewayV2::Route').filter((route) => !deployment.DependsOn?.includes(route)),
    [],
  );
  const [stage] = ofType(after, 'AWS::ApiGatewayV2::Stage');
  assert.deepEqual(stage?.Properties['DeploymentId'], { Ref: deployment.name });
});

test('unchanged routes are not deployed again', async () => {
  assert.equal(deploymentOf(await mended()).name, deploymentOf(await mended()).name);
});

test('any change of a route makes a new deployment', async () => {
  const template = await architects();
  const route = template.Resources['DefaultWSRoute'];
  assert.ok(route);
  route.Properties['RouteKey'] = 'other';
  assert.notEqual(deploymentOf(mend(template, grants, settings)).name, deploymentOf(await mended()).name);
});

test('the page and the sockets are throttled', async () => {
  const template = await mended();
  for (const type of ['AWS::ApiGatewayV2::Stage', 'AWS::Serverless::HttpApi']) {
    for (const { Properties } of ofType(template, type)) {
      assert.deepEqual(Properties['DefaultRouteSettings'], { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    }
  }
});

test('only our own API may invoke the sockets’ functions', async () => {
  const SourceArn = { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WS}/*' };
  for (const { Properties } of ofType(await mended(), 'AWS::Lambda::Permission')) {
    assert.deepEqual(Properties['SourceArn'], SourceArn);
  }
});

test('a table with point-in-time recovery outlives its stack, and no other table does', async () => {
  const { Resources, Outputs } = await mended();
  assert.equal(Resources['PreciousTable']?.DeletionPolicy, 'RetainExceptOnCreate');
  assert.equal(Resources['PreciousTable']?.UpdateReplacePolicy, 'Retain');
  assert.equal(Resources['PassingTable']?.DeletionPolicy, undefined);
  assert.deepEqual(Outputs['PreciousTable']?.Value, { Ref: 'PreciousTable' });
});

test('all functions write to one log group, and it keeps lines for 30 days', async () => {
  const template = await mended();
  const [group, ...others] = ofType(template, 'AWS::Logs::LogGroup');
  assert.deepEqual(others, []);
  assert.equal(group?.Properties['RetentionInDays'], 30);
  for (const { Properties } of ofType(template, 'AWS::Serverless::Function')) {
    assert.deepEqual(Properties['LoggingConfig'], { LogGroup: { Ref: group?.name } });
  }
});

test('a function may do what app.arc grants it, and log', async () => {
  const template = await mended();
  const allowed = (id: string) =>
    template.Resources[id]?.Properties.Policies?.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) => [
        [Action].flat(),
        JSON.stringify(Resource),
        ...(Condition ? [Condition] : []),
      ]),
    );
  const log = [['logs:CreateLogStream', 'logs:PutLogEvents'], '{"Fn::GetAtt":["Logs","Arn"]}'];
  assert.deepEqual(allowed('DefaultWSLambdaRole'), [
    ...log,
    ['dynamodb:PutItem', 'dynamodb:Query'],
    '{"Fn::GetAtt":["PreciousTable","Arn"]}',
    ['dynamodb:UpdateItem'],
    '{"Fn::GetAtt":["PreciousTable","Arn"]}',
    {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'text'] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
    },
    ['execute-api:ManageConnections'],
    '[{"Fn::Sub":"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WS}/*/POST/@connections/*"}]',
  ]);
  assert.deepEqual(allowed('GetIndexHTTPLambdaRole'), log);
  const [fn, other] = ['DefaultWSLambda', 'ConnectWSLambda'].map((id) => template.Resources[id]?.Properties);
  assert.deepEqual(fn?.['Role'], { 'Fn::GetAtt': ['DefaultWSLambdaRole', 'Arn'] });
  assert.deepEqual(fn?.Environment?.Variables['ARC_TABLES'], { 'Fn::Sub': '{"precious":"${PreciousTable}"}' });
  assert.ok(!('ARC_TABLES' in (other?.Environment?.Variables ?? {})));
});

test('no role is shared', async () => {
  const template = await mended();
  assert.deepEqual(
    namesOf(template, 'AWS::IAM::Role'),
    namesOf(template, 'AWS::Serverless::Function').map((id) => `${id}Role`),
  );
  assert.deepEqual(namesOf(template, 'AWS::IAM::Policy'), []);
  assert.doesNotMatch(JSON.stringify(template), /"Ref":"Role"/);
});

test('grants to a missing function or on a missing table are errors that name it', async () => {
  const template = await architects();
  assert.throws(() => mend(template, { nobody: {} }, settings), /^Error: @grants in app\.arc names nobody/);
  assert.throws(() => mend(template, { default: { rows: ['Query'] } }, settings), /names the table rows/);
});

test('grants are read as Architect parses them', () => {
  const parsed = ['page', { default: { rows: ['PutItem', 'Query'], sockets: 'post' } }];
  assert.deepEqual(readGrants(parsed), { page: {}, default: { rows: ['PutItem', 'Query'], sockets: ['post'] } });
  assert.deepEqual(readGrants(undefined), {});
});

test('the rate limit and the ceilings of the tables are parameters', async () => {
  const parameters = { ARC_RATE_LIMIT: '50', ARC_TABLE_READS: '400', ARC_TABLE_WRITES: '80' };
  const template = mend(await architects(), grants, readSettings(parameters));
  const [stage] = ofType(template, 'AWS::ApiGatewayV2::Stage');
  assert.deepEqual(stage?.Properties['DefaultRouteSettings'], { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
  const assertCeilings = (it: Template, expected: object) => {
    for (const { Properties } of ofType(it, 'AWS::DynamoDB::Table'))
      assert.deepEqual(Properties['OnDemandThroughput'], expected);
  };
  assertCeilings(template, { MaxReadRequestUnits: 400, MaxWriteRequestUnits: 80 });
  assertCeilings(await mended(), { MaxReadRequestUnits: 3_000, MaxWriteRequestUnits: 1_000 });
  for (const bad of ['', '0', '-1', '1.5', 'many']) {
    assert.throws(() => readSettings({ ARC_RATE_LIMIT: bad }), /^Error: The parameter ARC_RATE_LIMIT is "/);
  }
});

test('every alarm has a text and a threshold, and no mail without an address', async () => {
  const template = await mended();
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm');
  for (const { name, Properties } of alarms) {
    assert.match(String(Properties['AlarmDescription']), /^[A-Z].*\.$/, name);
    assert.ok(Number(Properties['Threshold']) > 0, name);
    assert.ok(!('AlarmActions' in Properties), name);
  }
  assert.deepEqual(namesOf(template, 'AWS::SNS::Topic'), []);
});

test('the metric filters read our log group, and keep to AWS’s rules', async () => {
  const template = await mended();
  const [group] = ofType(template, 'AWS::Logs::LogGroup');
  for (const { name, Properties } of ofType(template, 'AWS::Logs::MetricFilter')) {
    assert.deepEqual(Properties['LogGroupName'], { Ref: group?.name });
    const made = JSON.stringify(Properties['MetricTransformations']);
    // The pattern names each field that becomes a value or a dimension. Only JSON has fields.
    for (const [field] of made.matchAll(/\$\.\w+/g))
      assert.ok(String(Properties['FilterPattern']).includes(field), name);
    const dimensions = made.split('"Key"').length - 1;
    assert.ok(dimensions <= 3 && (dimensions === 0 || !made.includes('"DefaultValue"')), name);
  }
});

test('an alarm on a metric of the log has a filter that makes it, without dimensions', async () => {
  const template = await mended();
  const filters = ofType(template, 'AWS::Logs::MetricFilter').map(({ Properties }) => JSON.stringify(Properties));
  const alarms = JSON.stringify(ofType(template, 'AWS::CloudWatch::Alarm'));
  const watched = [...alarms.matchAll(/"Namespace":\{"Ref":"AWS::StackName"\},"MetricName":"(\w+)"/g)];
  assert.ok(watched.length > 0);
  for (const [, name] of watched) {
    const made = filters.filter((it) => it.includes(`"MetricName":"${name}"`) && !it.includes('"Dimensions"'));
    assert.equal(made.length, 1, name);
  }
});

test('alarms are mailed if there is an address', async () => {
  const template = mend(await architects(), grants, readSettings({ ARC_ALARM_EMAIL: 'somebody@example.org' }));
  const [topic] = ofType(template, 'AWS::SNS::Topic');
  assert.deepEqual(topic?.Properties['Subscription'], [{ Protocol: 'email', Endpoint: 'somebody@example.org' }]);
  for (const { Properties } of ofType(template, 'AWS::CloudWatch::Alarm')) {
    assert.deepEqual(Properties['AlarmActions'], [{ Ref: topic?.name }]);
  }
});

test('the dashboard is valid JSON, and each of its names is a resource', async () => {
  const template = await mended();
  const [dashboard] = ofType(template, 'AWS::CloudWatch::Dashboard');
  const body: unknown = dashboard?.Properties['DashboardBody'];
  assert.ok(typeof body === 'object' && body !== null && 'Fn::Sub' in body);
  const text = String(body['Fn::Sub']);
  assert.doesNotThrow(() => JSON.parse(text));
  const names = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  assert.deepEqual(
    [...new Set(names)].filter((it) => !it.startsWith('AWS::') && !(it in template.Resources)),
    [],
  );
});

test('the given template stays unchanged', async () => {
  const template = await architects();
  const copy = structuredClone(template);
  mend(template, grants, settings);
  assert.deepEqual(template, copy);
});

test('an app without sockets, tables and files can be mended too', async () => {
  const template = mend(
    await templateOf({ cwd: import.meta.dirname, manifest: '@app\nfixture\n\n@http\nget /\n' }),
    {},
    settings,
  );
  assert.deepEqual(namesOf(template, 'AWS::ApiGatewayV2::Deployment'), []);
});
