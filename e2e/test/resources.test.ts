import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unmakeable } from '../testing/deployed/references.ts';
import { ourTemplate, propertiesOf, region, valueOf, type Naming } from '../testing/deployed/stack.ts';

const naming: Naming = (id) => ({ 'AWS::Region': region, 'AWS::StackName': 'Stack' })[id] ?? id;

for (const stage of ['staging', 'production'] as const) {
  test(`${stage}: the tables have their keys, and temporary rows expire`, async () => {
    const { Resources } = await ourTemplate(stage);
    const tables = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
    const whole = Object.fromEntries(tables.map(([id, { Type: _, ...table }]) => [id, table]));
    const table = (keys: [string, 'S' | 'N'][], more: object) => ({
      KeySchema: keys.map(([AttributeName], i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    });
    const passing = { TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } };
    const kept = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
    assert.deepEqual(whole, {
      LogTable: {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: table([['room', 'S'], ['seq', 'N']], kept), // prettier-ignore
      },
      SeatsTable: { Properties: table([['room', 'S'], ['connection', 'S']], passing) }, // prettier-ignore
      ConnectionsTable: { Properties: table([['connection', 'S']], passing) },
      TicketsTable: { Properties: table([['jti', 'S']], passing) },
    });
  });

  test(`${stage}: the role allows these actions and no others, on the app's own resources only`, async () => {
    const { Role, ParameterStorePolicy, WebSocketPolicy, ...others } = (await ourTemplate(stage)).Resources;
    assert.ok(!Object.values(others).some(({ Type }) => Type.startsWith('AWS::IAM::')));
    const documents = [
      ...(Role?.Properties.Policies?.map(({ PolicyDocument }) => PolicyDocument) ?? []),
      ...[ParameterStorePolicy, WebSocketPolicy].flatMap((it) => it?.Properties.PolicyDocument ?? []),
    ];
    const allowed = documents
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Resource }) => [
        [Action].flat().join(),
        ...[Resource].flat().map((it) => (JSON.stringify(it).includes('GetAtt') ? it : valueOf(it, naming))),
      ]);
    const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${rest}`;
    const tables = ['Log', 'Seats', 'Connections', 'Tickets'].map((it) => `AWS::AccountId:table/${it}Table`);
    const parameters = ['Stack', 'Stack/*', 'Stack/*/*'].map((it) => arn('ssm', `AWS::AccountId:parameter/${it}`));
    assert.deepEqual(allowed, [
      ['logs:CreateLogStream,logs:PutLogEvents', { 'Fn::GetAtt': ['Logs', 'Arn'] }],
      [
        'dynamodb:*Item,dynamodb:Query,dynamodb:Scan',
        ...tables.flatMap((it) => [arn('dynamodb', it), arn('dynamodb', `${it}/*`)]),
      ],
      ...parameters.map((it) => ['ssm:GetParametersByPath,ssm:GetParameter', it]),
      ['execute-api:ManageConnections', arn('execute-api', '*:WS/*')],
    ]);
  });

  test(`${stage}: every alarm is mailed if an address is configured`, async () => {
    const quiet = propertiesOf(await ourTemplate(stage), 'AWS::CloudWatch::Alarm');
    assert.equal(Object.keys(quiet).length, 10);
    assert.ok(Object.values(quiet).every(({ AlarmActions }) => AlarmActions === undefined));
    const loud = propertiesOf(await ourTemplate(stage, { ARC_ALARM_EMAIL: 'a@example.org' }), 'AWS::CloudWatch::Alarm');
    assert.ok(Object.values(loud).every(({ AlarmActions }) => Array.isArray(AlarmActions)));
  });

  test(`${stage}: every reference has its resource, and no references form a circle`, async () => {
    const template = await ourTemplate(stage, { ARC_ALARM_EMAIL: 'a@example.org' });
    assert.deepEqual(unmakeable(template), []);
  });
}

test('the check finds circles and references to missing resources', async () => {
  const template = await ourTemplate('staging');
  const resource = (ref: string) => ({
    Type: 'x',
    Properties: { Name: { 'Fn::Sub': ['${it}', { it: { Ref: ref } }] } },
  });
  const Resources = { ...template.Resources, One: resource('Two'), Two: resource('One'), Three: resource('Nobody') };
  assert.deepEqual(unmakeable({ ...template, Resources }), ['One', 'Two', 'Three']);
});
