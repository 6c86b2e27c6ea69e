import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mock, test, type TestContext } from 'node:test';
import { roomTagsWith } from '@arc-chat/session';
import { openAccount } from '../lib/deploy/account.ts';
import { arc } from '../lib/deploy/arc.ts';
import { deploy } from '../lib/deploy/deploy.ts';
import { nodeProblem, secretProblem, stackProblem, treeProblem } from '../lib/deploy/preflight.ts';
import { destroy } from '../lib/deploy/destroy.ts';
import { readProject, type Project } from '../lib/deploy/project.ts';
import { environment, root } from '../lib/root.ts';
import { fakeAws, type Fake } from '../testing/fake-aws.ts';

const timeout = 60_000;
const secret = 'a secret of thirty-two characters';
const [staging, production] = await Promise.all(['staging', 'production'].map(readProject));
assert.ok(staging && production);

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'arc-deploy-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Runs a command with no settings for AWS except the given environment. */
async function run(t: TestContext, command: string[], given: NodeJS.ProcessEnv) {
  const nothing = Object.keys(process.env).filter((name) => /^(AWS|AMAZON)_/.test(name));
  const env = {
    ...environment,
    ...Object.fromEntries(nothing.map((name) => [name, undefined])),
    HOME: folder(t),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...given,
  };
  const [script = '', ...args] = command;
  const file = join(root, 'scripts', `${script}.ts`);
  const child = spawn(process.execPath, ['--no-deprecation', file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, said, lines: complained.trimEnd().split('\n') };
}

const keys = (fake: Fake) => ({
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'key',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: fake.url,
});

/** Opens the account of the fake AWS in this process. */
async function accountOf(t: TestContext, fake: Fake) {
  const before = { ...process.env };
  Object.assign(process.env, keys(fake));
  t.after(() => {
    process.env = before;
  });
  return openAccount({ region: 'eu-central-1', profile: undefined });
}

function silence(t: TestContext): string[] {
  const said: string[] = [];
  mock.method(console, 'log', (line: string) => said.push(line));
  t.after(() => mock.restoreAll());
  return said;
}

test('a stage has the names that Architect gives to its parts', async () => {
  assert.equal(staging.stack, 'ArcChatStaging');
  assert.equal(production.secretName, '/arc-chat/production/ARC_APP_SECRET');
  await assert.rejects(readProject('testing'), { name: 'Problem', message: 'Name a stage: staging or production.' });
});

test('each missing setting is reported in one line, with the command that fixes it', async (t) => {
  const { code, lines } = await run(t, ['deploy', 'staging'], {});
  assert.equal(code, 1);
  assert.equal(lines.length, 2, lines.join('\n'));
  assert.match(lines[0] ?? '', /^No AWS credentials: .*run: eval "\$\(aws configure export-credentials/);
  assert.match(lines[1] ?? '', /^No AWS region: .*Run: export AWS_REGION=us-east-1$/);
});

test('an unknown profile, half a key and an unknown region have different messages', async (t) => {
  const home = folder(t);
  writeFileSync(join(home, 'credentials'), '[default]\naws_access_key_id=a\naws_secret_access_key=b\n');
  const file = { AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials') };
  const elsewhere = await run(t, ['admin', 'staging', 'secrets'], { ...file, AWS_PROFILE: 'work' });
  assert.deepEqual(
    elsewhere.lines.map((it) => it.slice(0, 45)),
    ['No AWS credentials: Profile not found: work. '],
  );
  const half = await run(t, ['admin', 'staging', 'secrets'], { AWS_ACCESS_KEY_ID: 'a', AWS_REGION: 'us-east-1' });
  assert.match(half.lines.join(), /^No AWS credentials: You must supply both an access key ID & secret access key\./);
  const nowhere = await run(t, ['admin', 'staging', 'secrets'], { ...file, AWS_REGION: 'mars-north-1' });
  assert.match(nowhere.lines.join(), /^No AWS region: Invalid region specified: mars-north-1\. Run: export AWS_REGION/);
});

test('a stage without a secret, with a short secret or with a failed stack is not deployed', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  const missing = await run(t, ['deploy', 'staging'], keys(fake));
  assert.equal(missing.code, 1);
  assert.deepEqual(missing.lines, ['ARC_APP_SECRET of staging is missing. Run: npm run admin -- staging secrets']);
  fake.parameters.set(staging.secretName, 'short');
  const { lines } = await run(t, ['deploy', 'staging'], keys(fake));
  assert.match(lines.join('\n'), /^ARC_APP_SECRET of staging is shorter .* npm run admin -- staging secrets --rotate$/);
  fake.parameters.set(staging.secretName, secret);
  fake.stacks.set(staging.stack, { status: 'ROLLBACK_COMPLETE', outputs: {} });
  const failed = await run(t, ['deploy', 'staging'], keys(fake));
  assert.match(failed.lines.join('\n'), /^The first deployment of staging failed.* --stack-name ArcChatStaging$/);
});

test('keys that AWS refuses are reported in one line', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.refusal = { code: 'ExpiredTokenException', message: 'The security token included in the request is expired' };
  for (const command of [
    ['deploy', 'staging'],
    ['admin', 'staging', 'secrets'],
    ['destroy', 'staging'],
  ]) {
    const { code, lines } = await run(t, command, keys(fake));
    assert.equal(code, 1);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /^A request to AWS failed: .*token.* is expired\. .*export-credentials/);
  }
});

test('checks find an old Node, a short secret, a failed stack and uncommitted changes', (t) => {
  assert.equal(nodeProblem('22.0.0'), undefined);
  assert.match(nodeProblem('20.19.0') ?? '', /^Node 22 or newer is needed, this is 20\.19\.0/);
  assert.equal(secretProblem(staging, 'x'.repeat(32)), undefined);
  assert.match(secretProblem(staging, 'x'.repeat(31)) ?? '', /shorter/);
  assert.equal(stackProblem(staging, undefined), undefined);
  assert.equal(stackProblem(staging, 'UPDATE_ROLLBACK_COMPLETE'), undefined, 'an update can follow a rollback');

  const path = folder(t);
  assert.equal(treeProblem({ ...production, folder: path }), undefined, 'a folder without git is not checked');
  execFileSync('git', ['init', '--quiet'], { cwd: path });
  assert.equal(treeProblem({ ...production, folder: path }), undefined);
  writeFileSync(join(path, 'new.ts'), '');
  assert.match(treeProblem({ ...production, folder: path }) ?? '', /^Production is deployed from a commit/);
  assert.equal(treeProblem({ ...staging, folder: path }), undefined);
});

test('a secret is made once, replaced only with --rotate, and never printed', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  const first = await run(t, ['admin', 'production', 'secrets'], keys(fake));
  const made = fake.parameters.get('/arc-chat/production/ARC_APP_SECRET') ?? '';
  assert.match(made, /^[\w-]{43}$/);
  assert.equal(first.code, 0);
  const second = await run(t, ['admin', 'production', 'secrets'], keys(fake));
  assert.equal(second.code, 1);
  assert.match(
    second.lines.join('\n'),
    /everybody becomes a new guest[^]*npm run admin -- production secrets --rotate$/,
  );
  assert.equal(fake.parameters.get(production.secretName), made);
  const third = await run(t, ['admin', 'production', 'secrets', '--rotate'], keys(fake));
  const other = fake.parameters.get(production.secretName) ?? '';
  assert.notEqual(other, made);
  for (const it of [first, second, third]) {
    assert.ok(![made, other].some((word) => [it.said, ...it.lines].join('\n').includes(word)));
  }
});

test('admin prints the tag that a room has in the log', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.parameters.set(staging.secretName, secret);
  const { said } = await run(t, ['admin', 'staging', 'room-tag', 'garden'], keys(fake));
  assert.equal(said.trim(), roomTagsWith(secret)('garden'));
  const { lines } = await run(t, ['admin', 'staging', 'room-tag'], keys(fake));
  assert.deepEqual(lines, ['Name a room, for example: npm run admin -- staging room-tag lobby']);
  const { lines: verbs } = await run(t, ['admin', 'staging', 'rename'], keys(fake));
  assert.deepEqual(verbs, ['Name a command: npm run admin -- staging secrets|room-tag']);
});

for (const [stage, flags] of [
  [staging, []],
  [production, ['--production']],
] satisfies [Project, string[]][]) {
  test(`${stage.stage} is checked, built, deployed without hydration, and tested`, { timeout }, async (t) => {
    const fake = await fakeAws(t);
    await accountOf(t, fake);
    const said = silence(t);
    const project = { ...stage, folder: folder(t) };
    fake.parameters.set(project.secretName, secret);
    const done: unknown[] = [];
    const steps = {
      build: async () => void done.push('build'),
      arc: async (...call: unknown[]) => {
        fake.stacks.set(project.stack, { status: 'CREATE_COMPLETE', outputs: { API: fake.url, WSS: 'wss://x' } });
        return done.push(call) > 0;
      },
      smoke: async (address: string) => done.push(address) > 3,
    };
    assert.equal(await deploy(project, steps), false, 'deploy returns the result of the smoke test');
    assert.deepEqual(done, ['build', ['eu-central-1', ['deploy', '--no-hydrate', ...flags]], fake.url]);
    assert.ok(said.includes(`Deployed: ${fake.url}`));
  });
}

test('a failed step stops the deployment', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  await accountOf(t, fake);
  silence(t);
  fake.parameters.set(staging.secretName, secret);
  const never = () => assert.fail('the deployment went on');
  await assert.rejects(deploy(staging, { build: async () => 'web │ no', arc: never, smoke: never }), {
    name: 'Problem',
    message: 'web │ no\nThe build failed; nothing was deployed.',
  });
  const steps = { build: async () => undefined, smoke: never };
  await assert.rejects(
    deploy(staging, { ...steps, arc: async () => false }),
    /^Problem: Architect could not deploy the app/,
  );
  await assert.rejects(deploy(staging, { ...steps, arc: async () => true }), /has no output named API/);
});

test('staging is destroyed only after a confirmation, and its kept table is named', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  const account = await accountOf(t, fake);
  const said = silence(t);
  const calls: unknown[] = [];
  const arc = async (...call: unknown[]) => calls.push(call) > 0;
  const sure = { isSure: async () => true, arc };
  await assert.rejects(destroy(production, account, sure), /^Problem: This command destroys only staging/);
  await assert.rejects(destroy(staging, account, sure), /^Problem: There is no stack ArcChatStaging in eu-central-1/);
  const outputs = { API: 'https://x', LogTable: 'ArcChatStaging-LogTable-1ABC' };
  fake.stacks.set(staging.stack, { status: 'UPDATE_COMPLETE', outputs });
  await assert.rejects(destroy(staging, account, { ...sure, isSure: async () => false }), /Nothing was destroyed/);
  assert.deepEqual(calls, []);
  assert.equal(await destroy(staging, account, sure), true);
  assert.deepEqual(calls, [['eu-central-1', ['destroy', '--app', 'arc-chat', '--force', '--now', '--no-timeout']]]);
  assert.ok(
    said.some((line) => line.includes('The messages stay, in the DynamoDB table ArcChatStaging-LogTable-1ABC.')),
  );
  assert.match(said.at(-1) ?? '', /delete-table --table-name ArcChatStaging-LogTable-1ABC$/);
});

test('nothing is destroyed without a terminal to ask at', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.stacks.set(staging.stack, { status: 'UPDATE_COMPLETE', outputs: { API: 'https://x' } });
  const { code, said, lines } = await run(t, ['destroy', 'staging'], keys(fake));
  assert.equal(code, 1);
  assert.match(said, /The messages are deleted too/);
  assert.deepEqual(lines, [
    'A terminal is needed to ask for confirmation. If you are sure, run: npm run destroy -- staging --yes',
  ]);
});

test('Architect gets the region, and the file that its crash leaves behind is removed', { timeout }, async (t) => {
  const path = folder(t);
  const pause = join(tmpdir(), '_pause-architect-sandbox-watcher');
  const program = join(path, 'arc');
  const says = join(path, 'said');
  writeFileSync(program, `#!/bin/sh\ntouch '${pause}'\necho "$AWS_REGION $*" >'${says}'\nexit 3\n`);
  chmodSync(program, 0o755);
  assert.equal(await arc('eu-central-1', ['deploy'], program), false);
  assert.ok(!existsSync(pause));
  assert.equal(execFileSync('cat', [says], { encoding: 'utf8' }), 'eu-central-1 deploy\n');
});
