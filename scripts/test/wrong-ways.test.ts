import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test, type TestContext } from 'node:test';
import { openAccount } from '../lib/deploy/account.ts';
import { fakeAws, type Fake } from '../testing/fake-aws.ts';
import { folder, keys, run, startScript } from '../testing/operator.ts';

const timeout = 60_000;
const region = { AWS_REGION: 'eu-central-1' };
const secret = 'a secret of thirty-two characters';

/** A credentials file with the profile `default` alone. */
function credentials(t: TestContext): NodeJS.ProcessEnv {
  const file = join(folder(t), 'credentials');
  writeFileSync(file, '[default]\naws_access_key_id=a\naws_secret_access_key=b\n');
  return { AWS_SHARED_CREDENTIALS_FILE: file };
}

function refused(code: string, message = 'Not today') {
  return (_: TestContext, fake: Fake) => {
    fake.refusal = { code, message };
    return keys(fake);
  };
}

function busy(status: string) {
  return (_: TestContext, fake: Fake) => {
    fake.parameters.set('/arc-chat/staging/ARC_APP_SECRET', secret);
    fake.stacks.set('ArcChatStaging', { status, outputs: {} });
    return keys(fake);
  };
}

type Way = [
  situation: string,
  command: string,
  environment: (t: TestContext, fake: Fake) => NodeJS.ProcessEnv,
  line: RegExp,
];

const nothing = () => ({});
const noKeys = /^No AWS credentials were found\. .*run: eval "\$\(aws configure export-credentials --format env\)"$/;
const unreachable =
  /^AWS cannot be reached: .*ECONNREFUSED 127\.0\.0\.1:1\. Check this machine's network, then run the command again\.$/;

const ways: Way[] = [
  ['no stage', 'deploy', nothing, /^Name a stage: staging or production\.$/],
  ['an unknown stage', 'destroy prod', nothing, /^Name a stage: staging or production\.$/],
  ['an unknown option', 'deploy staging --quick', nothing, /does not know --quick\. Its options: --build, --built\.$/],
  ['two stages', 'destroy staging production', nothing, /does not know production\. Its options: --yes\.$/],
  ['no stage', 'admin', nothing, /^Name a stage: staging or production or local\.$/],
  [
    'no verb',
    'admin staging',
    nothing,
    /^Name a command: npm run admin -- staging look\|.*\|room-tag\|secrets\|restore$/,
  ],
  ['a verb of a deployed stage', 'admin local secrets', nothing, /^Name a command: npm run admin -- local look\|/],
  [
    'no local run',
    'admin local look lobby',
    (t) => ({ DATA: folder(t) }),
    /^No local run was found\. .*run: npm start$/,
  ],
  ['data in no folder', 'reset', () => ({ DATA: 'package.json' }), /^This folder is of no use \(.+\)\. Choose another/],
  ['an unknown option of a verb', 'admin staging secrets --rotat', nothing, /does not know --rotat\./],
  ['no address', 'smoke', nothing, /^Name the address of an app, for example: npm run smoke -- http:/],
  ['an address where nothing answers', 'smoke http://localhost:1', nothing, /^http:\S+ does not answer: .+ Check/],
  ['destroying production', 'destroy production', nothing, /^This command destroys only staging\. .*operate\.md\.$/],

  ['no credentials', 'deploy staging', () => region, noKeys],
  ['no credentials', 'destroy staging', () => region, noKeys],
  ['no credentials', 'admin staging secrets', () => region, noKeys],
  [
    'a machine whose metadata service refuses',
    'deploy staging',
    (_, { url }) => ({ ...region, AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: url }),
    noKeys,
  ],
  ['half a key', 'deploy staging', () => ({ ...region, AWS_ACCESS_KEY_ID: 'a' }), /of no use: You must supply both/],
  ['no region', 'deploy staging', credentials, /^No AWS region is set\. .*: export AWS_REGION=us-east-1$/],
  [
    'an unknown region',
    'deploy staging',
    (t) => ({ ...credentials(t), AWS_REGION: 'mars-north-1' }),
    /^Invalid region specified: mars-north-1\. .*: export AWS_REGION=/,
  ],
  [
    'an unknown profile',
    'admin staging secrets',
    (t) => ({ ...credentials(t), AWS_PROFILE: 'work' }),
    /^There is no AWS profile work\. .*run: aws configure list-profiles$/,
  ],
  [
    'a profile, but no file of profiles',
    'destroy staging',
    () => ({ ...region, AWS_PROFILE: 'work' }),
    /^No AWS credentials were found for the profile work\. /,
  ],

  ['no network', 'deploy staging', (_, it) => ({ ...keys(it), AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }), unreachable],
  ['expired keys', 'deploy staging', refused('ExpiredTokenException'), /^The AWS keys have expired\. .*run: eval/],
  ['expired keys', 'destroy staging', refused('ExpiredToken'), /^The AWS keys have expired\. .*run: eval/],
  ['unknown keys', 'deploy staging', refused('UnrecognizedClientException'), /^AWS does not know these keys: .*run: /],
  ['a wrong clock', 'deploy staging', refused('InvalidSignatureException'), /^AWS refused a signature: .*clock\. /],
  [
    'a missing permission',
    'admin staging room-tag lobby',
    refused('AccessDeniedException', 'User: me is not authorized to perform: ssm:GetParameter'),
    /^These AWS keys lack a permission: .*User: me .*GetParameter\. Use the keys of the right account, or add it/,
  ],
  ['too many requests', 'destroy staging', refused('ThrottlingException'), /^AWS gets too many requests.* Wait a min/],

  [
    'another account',
    'deploy staging',
    (_, it) => keys(it),
    /^This account has no ARC_APP_SECRET of staging in eu-cent/,
  ],
  ['a room that cannot be', 'admin staging look Garden', nothing, /^Name a room: 1 to 64 of a-z, 0-9 and -\.$/],
  ['nobody to block', 'admin staging block', nothing, /^Name a person, a room or a network: user ID, /],
  ['no such network', 'admin local block ip 1.2.3', nothing, /^1\.2\.3 is not an IP address, nor a tag of a network/],
  ['an odd time', 'admin local block room a --hours x', nothing, /^--hours x is no length of time\. Give a number/],
  ['an unknown option', 'admin local block room a --days 3', nothing, /^The only option is --hours, with a number/],
  ['a word too many', 'admin local block user x 24', nothing, /^There is one word too many: 24\.$/],
  ['two options', 'admin staging secrets --rotate --forget', nothing, /^Give one option at a time: --rotate, /],
  ['no messages', 'admin staging erase garden', nothing, /^Name the numbers of the messages, as `look garden` prints/],
  [
    'a stage that is not deployed',
    'admin staging look lobby',
    (_, it) => keys(it),
    /^staging is not deployed in eu-central-1\. Run: npm run deploy -- staging$/,
  ],
  ['another account', 'destroy staging', (_, it) => keys(it), /^This account has no stack ArcChatStaging in eu-cen/],
  [
    'a deployment elsewhere',
    'deploy staging',
    busy('UPDATE_IN_PROGRESS'),
    /^CloudFormation is at work on ArcChatStaging \(UPDATE_IN_PROGRESS\)\. .*then run: npm run deploy -- staging$/,
  ],
  [
    'a deployment elsewhere',
    'destroy staging',
    busy('CREATE_IN_PROGRESS'),
    /^CloudFormation is at work on ArcChatStaging \(CREATE_IN_PROGRESS\)\. .*then run: npm run destroy -- staging$/,
  ],
];

describe('a command answers a wrong situation with one line that says what to do', { concurrency: 3 }, () => {
  for (const [situation, command, environment, line] of ways) {
    test(`${command}: ${situation}`, { timeout }, async (t) => {
      const { code, said, lines } = await run(t, command.split(' '), environment(t, await fakeAws(t)));
      assert.equal(said, '');
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', line);
      assert.equal(code, 1);
    });
  }
});

test('a network that drops every packet is noticed', { timeout }, async (t) => {
  const fake = await fakeAws(t);
  fake.answers = false;
  const before = { ...process.env };
  Object.assign(process.env, keys(fake));
  t.after(() => {
    process.env = before;
  });
  const account = await openAccount({ region: 'eu-central-1', profile: undefined, patienceMs: 50 });
  await assert.rejects(account.stack('ArcChatStaging'), /^Problem: AWS cannot be reached: no answer\. Check/);
});

/** Starts a deployment that hangs, and waits until it has reached that step. */
async function hang(t: TestContext, step: string) {
  const fake = await fakeAws(t);
  fake.parameters.set('/arc-chat/staging/ARC_APP_SECRET', secret);
  fake.stacks.set('ArcChatStaging', { status: 'UPDATE_COMPLETE', outputs: { API: fake.url } });
  if (step === 'checks') fake.answers = false;
  const place = folder(t);
  const { child, ended } = startScript(t, 'testing/hanging-deployment.ts', [step, place], keys(fake));
  const reached = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => line === step && reached.resolve());
  if (step === 'checks') void once(fake, 'request').then(() => reached.resolve());
  await Promise.race([reached.promise, ended.then(({ lines }) => assert.fail(lines.join('\n')))]);
  return { fake, child, ended, place };
}

describe('an interrupted deployment says how far it came', { concurrency: 3 }, () => {
  for (const [step, signal, line] of [
    ['checks', 'SIGTERM', /^Interrupted; nothing was deployed\. Run the command again\.$/],
    ['build', 'SIGINT', /^Interrupted while building; nothing was deployed\. Run the command again\.$/],
    ['arc', 'SIGINT', /^Interrupted while deploying; .* To try again, run: npm run deploy -- staging$/],
    [
      'arc',
      'SIGTERM',
      /^Interrupted while deploying; .* CloudFormation is at work on ArcChatStaging .* then run: npm run/,
    ],
    ['smoke', 'SIGINT', /^Interrupted; the app is deployed, but not tested\. .*: npm run smoke -- http:\S+$/],
  ] as const) {
    test(`${signal}, in the step ${step}`, { timeout }, async (t) => {
      const { fake, child, ended } = await hang(t, step);
      if (signal === 'SIGTERM') fake.stacks.set('ArcChatStaging', { status: 'UPDATE_IN_PROGRESS', outputs: {} });
      child.kill(signal);
      const { code, lines } = await ended;
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', line);
      assert.equal(code, 130);
    });
  }
});

test('two deployments of one folder never run at once, and a killed one leaves no lock', { timeout }, async (t) => {
  const first = await hang(t, 'build');
  const second = () => startScript(t, 'testing/hanging-deployment.ts', ['none', first.place], keys(first.fake)).ended;
  const { code, lines } = await second();
  assert.equal(code, 1);
  assert.match(lines.join('\n'), /^A deployment is already running in this folder\. Wait until it has ended, then run/);
  first.child.kill('SIGKILL');
  await first.ended;
  assert.equal((await second()).code, 0);
});
