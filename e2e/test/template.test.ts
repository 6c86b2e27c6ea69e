import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { differences } from '../testing/deployed/references.ts';
import { ourTemplate, propertiesOf, region, secret, stackOf, type Naming } from '../testing/deployed/stack.ts';

const stages = ['staging', 'production'] as const;

const naming: Naming = (id) => ({ 'AWS::Region': region, 'AWS::StackName': 'Stack' })[id] ?? id;

for (const stage of stages) {
  test(`${stage}: every route has its function, from the folder of the build`, async () => {
    const { functions } = stackOf(await ourTemplate(stage), naming);
    assert.deepEqual(Object.fromEntries([...functions].map(([route, { code }]) => [route, relative(root, code)])), {
      'GET /': '.build/apps/get-index',
      'POST /ticket': '.build/apps/post-ticket',
      $connect: '.build/apps/ws-connect',
      $default: '.build/apps/ws-default',
      $disconnect: '.build/apps/ws-disconnect',
    });
  });

  test(`${stage}: the functions run on Node 24 and ARM, with fixed memory and timeout`, async () => {
    for (const properties of Object.values(propertiesOf(await ourTemplate(stage), 'AWS::Serverless::Function'))) {
      const { Runtime, Handler, Architectures, MemorySize, Timeout, ReservedConcurrentExecutions } = properties;
      assert.deepEqual(
        { Runtime, Handler, Architectures, MemorySize, Timeout, ReservedConcurrentExecutions },
        {
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Architectures: ['arm64'],
          MemorySize: 1152,
          Timeout: 15,
          // An account may have only ten concurrent executions, and none of them can be reserved.
          ReservedConcurrentExecutions: undefined,
        },
      );
    }
  });

  test(`${stage}: the functions' environment has the stage, the address of the sockets and the secret`, async () => {
    for (const { env } of stackOf(await ourTemplate(stage), naming).functions.values()) {
      const { ARC_STATIC_SPA: _, ARC_TABLES: __, ...rest } = env;
      assert.deepEqual(rest, {
        ARC_APP_NAME: 'arc-chat',
        ARC_APP_SECRET: secret,
        ARC_ENV: stage,
        ARC_SESSION_TABLE_NAME: 'jwe',
        ARC_STACK_NAME: 'Stack',
        ARC_STATIC_BUCKET: 'StaticBucket',
        ARC_WSS_URL: `wss://WS.execute-api.${region}.amazonaws.com/${stage}`,
      });
    }
  });

  test(`${stage}: a function knows the names of the tables that it may use`, async () => {
    const { functions } = stackOf(await ourTemplate(stage), naming);
    assert.equal(functions.get('GET /')?.env['ARC_TABLES'], undefined);
    assert.equal(functions.get('POST /ticket')?.env['ARC_TABLES'], '{"seats":"SeatsTable","blocks":"BlocksTable"}');
    assert.deepEqual(JSON.parse(functions.get('$default')?.env['ARC_TABLES'] ?? ''), {
      connections: 'ConnectionsTable',
      seats: 'SeatsTable',
      log: 'LogTable',
    });
  });

  test(`${stage}: the secret is in the functions’ environment and nowhere else`, async () => {
    const places = differences(await ourTemplate(stage), await ourTemplate(stage, {}));
    const functions = Object.keys(propertiesOf(await ourTemplate(stage), 'AWS::Serverless::Function'));
    assert.deepEqual(
      places,
      functions.map((id) => `Resources.${id}.Properties.Environment.Variables.ARC_APP_SECRET`),
    );
    assert.doesNotMatch(JSON.stringify(await ourTemplate(stage, {})), /secret/i);
  });

  test(`${stage}: the page is at the root of its host, with its files beside it`, async () => {
    const { HTTP } = propertiesOf(await ourTemplate(stage), 'AWS::Serverless::HttpApi');
    // The name of any other stage would be in the path, before /_static and /ticket.
    assert.equal(HTTP?.['StageName'], '$default');
    assert.match(JSON.stringify(HTTP), /"\/_static\/\{proxy\+\}":\{"get":/);
    assert.doesNotMatch(JSON.stringify(HTTP), /"payloadFormatVersion":"1.0","type":"aws_proxy"/);
  });

  test(`${stage}: the outputs name the addresses, the log table and the log group`, async () => {
    const api = `execute-api.${region}.amazonaws.com`;
    const { BucketURL: _, ...outputs } = stackOf(await ourTemplate(stage), naming).outputs;
    assert.deepEqual(outputs, {
      API: `https://HTTP.${api}`,
      ApiId: 'HTTP',
      WSS: `wss://WS.${api}/${stage}`,
      LogTable: 'LogTable',
      SeatsTable: 'SeatsTable',
      ConnectionsTable: 'ConnectionsTable',
      TicketsTable: 'TicketsTable',
      BlocksTable: 'BlocksTable',
      Logs: 'Logs',
    });
  });
}

test('the stages differ only in their names and in the address of the sockets', async () => {
  const [staging, production] = await Promise.all(stages.map((stage) => ourTemplate(stage)));
  assert.ok(staging && production);
  const variables = Object.keys(propertiesOf(staging, 'AWS::Serverless::Function')).flatMap((id) =>
    ['ARC_ENV', 'ARC_WSS_URL.Fn::Sub.0'].map((it) => `Resources.${id}.Properties.Environment.Variables.${it}`),
  );
  assert.deepEqual(
    differences(staging, production).toSorted(),
    [
      ...variables,
      'Resources.WS.Properties.Name',
      'Resources.WebsocketStage.Properties.StageName',
      'Outputs.WSS.Value.Fn::Sub.0',
    ].toSorted(),
  );
});
