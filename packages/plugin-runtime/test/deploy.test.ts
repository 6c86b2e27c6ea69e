import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { makeSampleProject } from '../testing/sandbox.ts';

const manifest = (runtime: string) => `
@app
fixture

@plugins
arc-chat/plugin-runtime

@aws
runtime ${runtime}
timeout 9

@http
/
  method get
  src apps/page

post /form

@ws
connect
  src apps/door
default
disconnect

@events
happened

@queues
waiting

@scheduled
nightly rate(1 day)

@tables
things
  id *String

@tables-streams
things

@static
`;

/** The template that `arc deploy` sends to CloudFormation, and the folder with each function's code. */
async function deploy(t: TestContext, runtime: string) {
  const { cwd } = makeSampleProject(t, {});
  writeFileSync(join(cwd, 'app.arc'), manifest(runtime));
  const template = await templateOf({ cwd });
  const code: Record<string, string> = {};
  for (const [name, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Serverless::Function') continue;
    code[name] = String(Properties['CodeUri']).replace(cwd, '');
    delete Properties['CodeUri'];
  }
  return { template, code };
}

test('the deployed template is the same as for nodejs24.x, with the code from the build folder', async (t) => {
  const ours = await deploy(t, 'warm-node24');
  const plain = await deploy(t, 'nodejs24.x');
  assert.deepEqual(ours.template, plain.template);
  assert.equal(ours.template.Resources['DefaultWSLambda']?.Properties['Runtime'], 'nodejs24.x');
  assert.equal(ours.template.Resources['DefaultWSLambda']?.Properties['Handler'], 'index.handler');

  assert.equal(Object.keys(plain.code).length, 9);
  const built = Object.entries(plain.code).map(([name, src]) => [name, src.replace(/^(\/src)?/, '/.build')]);
  assert.deepEqual(ours.code, Object.fromEntries(built));
});
