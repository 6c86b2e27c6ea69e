import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mock, test, type TestContext } from 'node:test';
import { roomTagsWith } from '@arc-chat/session';
import { build, builtFrom } from '../lib/build.ts';
import { openAccount } from '../lib/deploy/account.ts';
import { arc } from '../lib/deploy/arc.ts';
import { deploy } from '../lib/deploy/deploy.ts';
import { nodeProblem, secretProblem, stackProblem, treeProblem } from '../lib/deploy/preflight.ts';
import { destroy } from '../lib/deploy/destroy.ts';
import { checkKept, keepBuild } from '../lib/deploy/kept-build.ts';
import { readProject, type Project } from '../lib/deploy/project.ts';
import { root } from '../lib/root.ts';
import { fakeAws, type Fake } from '../testing/fake-aws.ts';
import { folder, keys, run } from '../testing/operator.ts';

const timeout = 60_000;
const secret = 'a secret of thirty-two characters';
const [staging, production] = await Promise.all(['staging', 'production'].map((it) => readProject(it)));
assert.ok(staging && production);

/** Nobody stops the command. */
const going = new AbortController().signal;

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

test('checks find an old Node, a short secret and uncommitted changes', (t) => {
  assert.equal(nodeProblem('22.0.0'), undefined);
  assert.match(nodeProblem('20.19.0') ?? '', /^Node 22 or newer is needed, this is 20\.19\.0/);
  assert.equal(secretProblem(staging, 'eu-central-1', 'x'.repeat(32)), undefined);
  assert.match(
    secretProblem(staging, 'eu-central-1', 'x'.repeat(31)) ?? '',
    /shorter .* npm run admin -- staging secrets --at-once$/,
  );

  const path = folder(t);
  assert.equal(treeProblem({ ...production, folder: path }), undefined, 'a folder without git is not checked');
  execFileSync('git', ['init', '--quiet'], { cwd: path });
  assert.equal(treeProblem({ ...production, folder: path }), undefined);
  writeFileSync(join(path, 'new.ts'), '');
  assert.match(treeProblem({ ...production, folder: path }) ?? '', /^Production is deployed from a commit/);
  assert.equal(treeProblem({ ...staging, folder: path }), undefined);
});

/** The secrets of a stage in SSM. */
const secretsIn = ({ parameters }: Fake, { secretName }: Project) =>
  ['', '_NEXT', '_PREVIOUS'].map((suffix) => parameters.get(secretName + suffix));

test('a secret is made once, and never printed', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  const first = await run(t, ['admin', 'production', 'secrets'], keys(fake));
  const [made = ''] = secretsIn(fake, production);
  assert.match(made, /^[\w-]{43}$/);
  assert.equal(first.code, 0);
  const second = await run(t, ['admin', 'production', 'secrets'], keys(fake));
  assert.equal(second.code, 1);
  assert.match(second.lines.join('\n'), /nothing was changed\..* npm run admin -- production secrets --rotate$/);
  const third = await run(t, ['admin', 'production', 'secrets', '--at-once'], keys(fake));
  const [other = ''] = secretsIn(fake, production);
  assert.notEqual(other, made);
  for (const { said, lines } of [first, second, third]) {
    assert.ok(![made, other].some((word) => [said, ...lines].join('\n').includes(word)));
  }
});

test('a secret is rotated in two steps, each deployed before the next', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.parameters.set(staging.secretName, secret);
  const deployed = (status = 'UPDATE_COMPLETE') =>
    fake.stacks.set(staging.stack, { status, outputs: {}, changedAt: Date.now() + 1_000 });
  const rotate = (option = '--rotate') => run(t, ['admin', 'staging', 'secrets', option], keys(fake));
  const notDeployed = /^The functions of staging do not have the newest secrets\. Run: npm run deploy -- staging, then/;

  fake.stacks.set(staging.stack, { status: 'UPDATE_COMPLETE', outputs: {}, changedAt: 1_000 });
  assert.match((await rotate()).said, /^Step 1 of 2/);
  const [, next] = secretsIn(fake, staging);
  assert.deepEqual(secretsIn(fake, staging), [secret, next, undefined]);
  assert.match((await rotate()).lines.join(), notDeployed);
  deployed('UPDATE_ROLLBACK_COMPLETE');
  assert.match((await rotate()).lines.join(), notDeployed);

  deployed();
  assert.match((await rotate()).said, /^Step 2 of 2/);
  assert.deepEqual(secretsIn(fake, staging), [next, undefined, secret]);
  // The command was interrupted before its last step.
  fake.parameters.set(`${staging.secretName}_NEXT`, next ?? '');
  deployed();
  await rotate();
  assert.deepEqual(secretsIn(fake, staging), [next, undefined, secret]);

  await rotate('--forget');
  assert.deepEqual(secretsIn(fake, staging), [next, undefined, undefined]);
  deployed();
  await rotate();
  await rotate('--at-once');
  const [last, ...others] = secretsIn(fake, staging);
  assert.ok(last !== next && last !== secret);
  assert.deepEqual(others, [undefined, undefined], 'a secret that somebody knows opens nothing');
});

test('admin prints the tag that a room has in the log', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.parameters.set(staging.secretName, secret);
  fake.stacks.set(staging.stack, {
    status: 'UPDATE_COMPLETE',
    outputs: { WSS: 'wss://x.example/staging', BlocksTable: 'b' },
  });
  const { said } = await run(t, ['admin', 'staging', 'room-tag', 'garden'], keys(fake));
  assert.equal(said.trim(), roomTagsWith(secret)('garden'));
  const { lines } = await run(t, ['admin', 'staging', 'room-tag'], keys(fake));
  assert.deepEqual(lines, ['Name a room: 1 to 64 of a-z, 0-9 and -.']);
  const { lines: verbs } = await run(t, ['admin', 'staging', 'rename'], keys(fake));
  assert.deepEqual(verbs, [
    'Name a command: npm run admin -- staging look|block|unblock|blocks|erase|room-tag|secrets|restore',
  ]);
});

test('a stack that refuses a deployment is reported with the command that helps', () => {
  for (const status of [undefined, 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE'])
    assert.equal(stackProblem(staging, status), undefined, status);
  const again = 'wait until it has ended, then run: npm run deploy -- staging$';
  for (const status of [
    'REVIEW_IN_PROGRESS',
    'CREATE_FAILED',
    'ROLLBACK_COMPLETE',
    'ROLLBACK_FAILED',
    'DELETE_FAILED',
  ]) {
    const line = new RegExp(`^The stack ArcChatStaging .* delete-stack --stack-name ArcChatStaging, ${again}`);
    assert.match(stackProblem(staging, status) ?? '', line, status);
  }
  const continued = new RegExp(`continue-update-rollback --stack-name ArcChatStaging, ${again}`);
  assert.match(stackProblem(staging, 'UPDATE_ROLLBACK_FAILED') ?? '', continued);
  for (const status of ['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])
    assert.match(stackProblem(staging, status) ?? '', /^CloudFormation is at work on ArcChatStaging/, status);
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
    assert.equal(await deploy(project, steps, going), false, 'deploy returns the result of the smoke test');
    assert.deepEqual(done, ['build', ['eu-central-1', ['deploy', '--no-hydrate', ...flags]], fake.url]);
    assert.ok(said.includes(`Deployed: ${fake.url}`));
  });
}

test('a failed step stops the deployment', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  await accountOf(t, fake);
  silence(t);
  fake.parameters.set(staging.secretName, secret);
  const project = { ...staging, folder: folder(t) };
  const never = () => assert.fail('the deployment went on');
  await assert.rejects(deploy(project, { build: async () => 'web │ no', arc: never, smoke: never }, going), {
    name: 'Problem',
    message: 'web │ no\nThe build failed; nothing was deployed.',
  });
  const rest = { build: async () => undefined, smoke: never };
  const arc = async () => {
    fake.stacks.set(project.stack, { status: 'ROLLBACK_COMPLETE', outputs: {} });
    return false;
  };
  await assert.rejects(
    deploy(project, { ...rest, arc }, going),
    /^Problem: Architect failed; its output is above\. The stack .* delete-stack /,
  );
  fake.stacks.clear();
  await assert.rejects(deploy(project, { ...rest, arc: async () => true }, going), /has no output named API/);
});

test('a kept build is deployed only from its own commit', { timeout }, async (t) => {
  silence(t);
  const project = { ...staging, folder: folder(t) };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project.folder, stdio: 'pipe' });
  const commit = () => git('-c', 'user.name=a', '-c', 'user.email=b', 'commit', '--allow-empty', '--message', 'c');
  async function build() {
    mkdirSync(join(project.folder, '.build'), { recursive: true });
    return undefined;
  }
  const dirty = /^Problem: --build and --built need a commit without changes\. /;
  await assert.rejects(keepBuild(project, build, going), dirty, 'a folder without git');
  git('init', '--quiet');
  writeFileSync(join(project.folder, '.gitignore'), '.build\nnode_modules\n');
  git('add', '.');
  await assert.rejects(keepBuild(project, build, going), dirty, 'a change that is not committed');
  commit();
  const missing = /^Problem: There is no build of the commit [0-9a-f]{7}\. Run: npm run deploy -- staging --build$/;
  assert.throws(() => checkKept(project), missing);
  await assert.rejects(
    keepBuild(project, async () => 'web │ no', going),
    /^Problem: web │ no\nThe build failed\.$/,
  );
  assert.throws(() => checkKept(project), missing);
  assert.equal(await keepBuild(project, build, going), true);
  assert.doesNotThrow(() => checkKept(project));
  commit();
  assert.throws(() => checkKept(project), missing);
});

test('every other build ends a kept build', { timeout }, async () => {
  const mark = join(root, builtFrom);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, 'a commit');
  assert.equal(await build(), undefined);
  assert.ok(!existsSync(mark));
});

test('staging is destroyed only after a confirmation, and its kept table is named', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  await accountOf(t, fake);
  const said = silence(t);
  const project = { ...staging, folder: folder(t) };
  const calls: unknown[] = [];
  const arc = async (...call: unknown[]) => calls.push(call) > 0;
  const sure = { isSure: async () => true, arc };
  const outputs = { API: 'https://x', LogTable: 'ArcChatStaging-LogTable-1ABC' };
  fake.stacks.set(staging.stack, { status: 'UPDATE_COMPLETE', outputs });
  await assert.rejects(destroy(project, { ...sure, isSure: async () => false }, going), /Nothing was destroyed/);
  assert.deepEqual(calls, []);
  assert.equal(await destroy(project, sure, going), true);
  assert.deepEqual(calls, [['eu-central-1', ['destroy', '--app', 'arc-chat', '--force', '--now', '--no-timeout']]]);
  assert.ok(
    said.some((line) => line.includes('The messages stay, in the DynamoDB table ArcChatStaging-LogTable-1ABC.')),
  );
  assert.match(said.at(-1) ?? '', /delete-table --table-name ArcChatStaging-LogTable-1ABC$/);

  const failing = { ...sure, arc: async () => false };
  await assert.rejects(destroy(project, failing, going), /^Problem: Architect failed; .* npm run destroy -- staging$/);
  const stopping = new AbortController();
  // Architect reports success after a Ctrl-C.
  async function stopped() {
    stopping.abort();
    return true;
  }
  await assert.rejects(
    destroy(project, { ...sure, arc: stopped }, stopping.signal),
    /^Problem: Interrupted while destroying; .* npm run destroy -- staging$/,
  );
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
