import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mend } from '../src/index.ts';
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

const mended = async (...routes: string[]) => mend(await architects(...routes));

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
  assert.notEqual(deploymentOf(mend(template)).name, deploymentOf(await mended()).name);
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

test('the functions may read and write rows, post, and log', async () => {
  const template = await mended();
  const policies = [
    ...ofType(template, 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.Policies ?? []),
    ...ofType(template, 'AWS::IAM::Policy').map(({ Properties }) => Properties),
  ];
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? []);
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
  assert.deepEqual([...new Set(allowed)].toSorted(), [
    'dynamodb:*Item',
    'dynamodb:Query',
    'dynamodb:Scan',
    'execute-api:ManageConnections',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ssm:GetParameter',
    'ssm:GetParametersByPath',
  ]);
  assert.deepEqual(
    statements.filter(({ Resource }) => JSON.stringify(Resource).includes(':*:*')),
    [],
  );
});

test('every function has an alarm for errors and one for throttles', async () => {
  const template = await mended();
  const watched = ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    JSON.stringify([Properties['Dimensions'], Properties['MetricName'], Properties['AlarmActions'] ?? null]),
  );
  const expected = namesOf(template, 'AWS::Serverless::Function').flatMap((name) =>
    ['Errors', 'Throttles'].map((metric) =>
      JSON.stringify([[{ Name: 'FunctionName', Value: { Ref: name } }], metric, null]),
    ),
  );
  assert.deepEqual(watched, expected);
  assert.deepEqual(namesOf(template, 'AWS::SNS::Topic'), []);
});

test('alarms are mailed if there is an address', async () => {
  const template = mend(await architects(), { mailTo: 'somebody@example.org' });
  const [topic] = ofType(template, 'AWS::SNS::Topic');
  assert.deepEqual(topic?.Properties['Subscription'], [{ Protocol: 'email', Endpoint: 'somebody@example.org' }]);
  for (const { Properties } of ofType(template, 'AWS::CloudWatch::Alarm')) {
    assert.deepEqual(Properties['AlarmActions'], [{ Ref: topic?.name }]);
  }
});

test('the given template stays unchanged', async () => {
  const template = await architects();
  const copy = structuredClone(template);
  mend(template, { mailTo: 'somebody@example.org' });
  assert.deepEqual(template, copy);
});

test('an app without sockets, tables and files can be mended too', async () => {
  const template = mend(await templateOf({ cwd: import.meta.dirname, manifest: '@app\nfixture\n\n@http\nget /\n' }));
  assert.deepEqual(namesOf(template, 'AWS::ApiGatewayV2::Deployment'), []);
});
