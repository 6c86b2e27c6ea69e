import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultLimits, mend, type Template } from '@arc-chat/plugin-infra';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { runIn } from '../testing/copy.ts';
import { patchedBy } from '../testing/upstream.ts';

const require = createRequire(import.meta.url);

/** Architect with the changes that the plugin's README shows. */
const folder = patchedBy('plugin-infra');
const toTemplate = require(join(folder, '@architect/package'));

const manifest = (...routes: string[]) => `
@app
upstream

@aws
retention 30
throttle 200 400

@http
get /

@ws
${routes.join('\n')}

@tables
rows
  id *String
  PointInTimeRecovery true
`;

const ofType = ({ Resources }: Template, type: string) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === `AWS::${type}`);

const properties = (template: Template, type: string, name: string) =>
  ofType(template, type).map(([, { Properties }]) => Properties[name]);

/** The parts of a template that the plugin corrects. */
const corrected: Record<string, (template: Template) => unknown> = {
  deployment: (it) => [ofType(it, 'ApiGatewayV2::Deployment'), properties(it, 'ApiGatewayV2::Stage', 'DeploymentId')],
  permissions: (it) => properties(it, 'Lambda::Permission', 'SourceArn'),
  'kept tables': (it) =>
    ofType(it, 'DynamoDB::Table').map(([, { DeletionPolicy, UpdateReplacePolicy }]) => [
      DeletionPolicy,
      UpdateReplacePolicy,
    ]),
  logs: (it) => [ofType(it, 'Logs::LogGroup'), properties(it, 'Serverless::Function', 'LoggingConfig')],
  throttles: (it) =>
    ['ApiGatewayV2::Stage', 'Serverless::HttpApi'].map((type) => properties(it, type, 'DefaultRouteSettings')),
};

test('with the changes for @architect/package, the plugin finds nothing to correct', async () => {
  const project = { cwd: import.meta.dirname, manifest: manifest('connect', 'default', 'disconnect') };
  const [before, after] = [await templateOf(project), await templateOf({ ...project, toTemplate })];
  const mended = (template: Template) => mend(template, {}, { mailTo: undefined, ...defaultLimits });
  for (const [name, part] of Object.entries(corrected)) {
    assert.notDeepEqual(part(before), part(mended(before)), `${name} were corrected`);
    assert.deepEqual(part(after), part(mended(after)), name);
  }

  const { Policies } = after.Resources['Role']?.Properties ?? {};
  const rights = Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));
  assert.ok(rights?.includes('dynamodb:UpdateItem') && !rights.includes('dynamodb:*'));
  for (const environment of properties(after, 'Serverless::Function', 'Environment')) {
    assert.deepEqual(Object(environment).Variables.ARC_TABLES, { 'Fn::Sub': '{"rows":"${RowsTable}"}' });
  }
});

test('with the changes, a WebSocket route that is added later goes live, in an old stack as well', async () => {
  const forOldStack = require(join(folder, '@architect/deploy/src/sam/patches/cfn.js'));
  const deploymentOf = async (...routes: string[]) => {
    const given = manifest('connect', 'default', 'disconnect', ...routes);
    const template = await templateOf({ cwd: import.meta.dirname, manifest: given, toTemplate });
    const [[id, { DependsOn }] = assert.fail()] = ofType(template, 'ApiGatewayV2::Deployment');
    return { id, DependsOn, template };
  };
  const [one, same, more] = [await deploymentOf(), await deploymentOf(), await deploymentOf('edit')];
  assert.equal(one.id, same.id);
  assert.notEqual(one.id, more.id);
  assert.ok(more.DependsOn?.includes('EditWSRoute'));

  const compat = { foundEarlierWS: true };
  await forOldStack({ cloudformation: more.template, inventory: { inv: { ws: [] } }, compat }, () => {});
  const routes = ofType(more.template, 'ApiGatewayV2::Route').map(([id]) => id);
  assert.deepEqual(more.template.Resources[more.id]?.DependsOn, routes.toSorted());
  assert.ok(routes.includes('WebsocketEditRoute'));
});

test('with the changes, a browser asks for a file without a fingerprint, and keeps the others', () => {
  const put = require(join(folder, '@architect/deploy/src/static/publish/s3/put-files/put-params.js'));
  const inventory = { inv: { aws: {} } };
  const cached = (Key: string, fingerprint: boolean) =>
    put({ Key, Body: '', file: Key, fingerprint, inventory }).CacheControl;
  assert.equal(cached('index.mjs', false), 'no-cache');
  assert.equal(cached('index-1234567890.mjs', true), 'max-age=315360000');
  for (const isOn of [true, false]) assert.match(cached('static.json', isOn), /^no-cache, no-store/);
});

test('with the changes, a function knows its tables without SSM, and makes one client for sockets', () => {
  const script = `
    const lib = require('./@architect/functions/src/lib');
    let clients = 0;
    const { getAwsClient } = lib;
    lib.getAwsClient = (...given) => (clients++, getAwsClient(...given));
    const arc = require('./@architect/functions');
    arc.tables().then(async (tables) => {
      for (let i = 0; i < 3; i++) await arc.ws._api();
      console.log(tables.name('rows'), clients);
    });`;
  const environment = {
    ARC_ENV: 'staging',
    ARC_TABLES: '{"rows":"Stack-RowsTable-1"}',
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nobody',
    // No answer would come from here.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  };
  const variables = Object.entries(environment).map((it) => it.join('='));
  const { output } = runIn(folder, 'env', ...variables, 'node', '-e', script);
  assert.equal(output, 'Stack-RowsTable-1 2\n');
});
