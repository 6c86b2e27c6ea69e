import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { unmakeable } from '../testing/deployed/references.ts';
import { ourTemplate, propertiesOf, region, stackOf, type Naming } from '../testing/deployed/stack.ts';

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
      OnDemandThroughput: { MaxReadRequestUnits: 3_000, MaxWriteRequestUnits: 1_000 },
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
      BlocksTable: { Properties: table([['what', 'S']], passing) },
    });
  });

  test(`${stage}: no function may change more of a message than its text, delete one, scan a table or read a parameter`, async () => {
    const { functions } = stackOf(await ourTemplate(stage), naming);
    const rights = [...functions.values()].flatMap((it) => it.rights);
    const onLog = rights.filter(({ resources }) => resources.some((it) => it.startsWith('LogTable')));
    assert.deepEqual([...new Set(onLog.flatMap(({ actions }) => actions))].toSorted(), [
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    const updating = onLog.filter(({ actions }) => actions.includes('dynamodb:UpdateItem'));
    assert.deepEqual(
      updating.map(({ actions, attributes }) => ({ actions, attributes })),
      [{ actions: ['dynamodb:UpdateItem'], attributes: ['room', 'seq', 'text'] }],
    );
    for (const action of rights.flatMap(({ actions }) => actions)) assert.doesNotMatch(action, /\*|Scan|Batch|ssm|s3/);
    for (const resource of rights.flatMap(({ resources }) => resources))
      assert.doesNotMatch(resource, /^(arn:aws:\w+:\*.*|\*)$/);
  });

  test(`${stage}: every alarm is mailed if an address is configured`, async () => {
    const quiet = propertiesOf(await ourTemplate(stage), 'AWS::CloudWatch::Alarm');
    assert.ok(Object.values(quiet).every(({ AlarmActions }) => AlarmActions === undefined));
    const loud = propertiesOf(await ourTemplate(stage, { ARC_ALARM_EMAIL: 'a@example.org' }), 'AWS::CloudWatch::Alarm');
    assert.ok(Object.values(loud).every(({ AlarmActions }) => Array.isArray(AlarmActions)));
  });

  test(`${stage}: every reference has its resource, and no references form a circle`, async () => {
    const template = await ourTemplate(stage, { ARC_ALARM_EMAIL: 'a@example.org' });
    assert.deepEqual(unmakeable(template), []);
  });
}

test('docs/operate.md explains every alarm, and no other', async () => {
  const { Resources } = await ourTemplate('staging');
  const alarms = Object.keys(propertiesOf(await ourTemplate('staging'), 'AWS::CloudWatch::Alarm'));
  const owners = Object.keys(Resources).filter((id) =>
    /^AWS::(DynamoDB::Table|Serverless::Function)$/.test(Resources[id]?.Type ?? ''),
  );
  const kinds = alarms.map((alarm) => {
    const owner = owners.find((id) => alarm.startsWith(id));
    return owner ? alarm.replace(owner, '…') : alarm;
  });
  const [, section = ''] = /^## Alarms$([^]*?)^## /m.exec(readFileSync(join(root, 'docs/operate.md'), 'utf8')) ?? [];
  const explained = [...section.matchAll(/^\| (`\S+`(?:, `\S+`)*) +\|/gm)].flatMap(([, names = '']) =>
    names.split(', '),
  );
  assert.deepEqual(explained.toSorted(), [...new Set(kinds)].map((it) => `\`${it}\``).toSorted());
});

test('the check finds circles and references to missing resources', async () => {
  const template = await ourTemplate('staging');
  const resource = (ref: string) => ({
    Type: 'x',
    Properties: { Name: { 'Fn::Sub': ['${it}', { it: { Ref: ref } }] } },
  });
  const Resources = { ...template.Resources, One: resource('Two'), Two: resource('One'), Three: resource('Nobody') };
  assert.deepEqual(unmakeable({ ...template, Resources }), ['One', 'Two', 'Three']);
});
