import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { environment, root, tool } from '../../scripts/lib/root.ts';
import { startAccount, staticBucket, type FakeAccount } from '../testing/deployed/account.ts';
import { makeCopy } from '../testing/deployed/arc.ts';
import { httpEvent } from '../testing/deployed/events.ts';
import { startLambda } from '../testing/deployed/lambda.ts';
import { region, secret, stackOf } from '../testing/deployed/stack.ts';

type Files = Record<string, string>;

/** The page's files before a deployment, by their names in `public`. */
async function filesIn(cwd: string): Promise<Files> {
  const names = await readdir(join(cwd, 'public'));
  const entries = names.map(async (name) => [name, await readFile(join(cwd, 'public', name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Changes all files of the page, and builds the function that knows their addresses. */
async function buildNext(cwd: string): Promise<void> {
  for (const file of ['vite.lambda.ts', 'apps/get-index']) {
    await cp(join(root, file), join(cwd, file), { recursive: true });
  }
  for (const name of Object.keys(await filesIn(cwd))) await appendFile(join(cwd, 'public', name), '\n');
  await promisify(execFile)(tool('vite'), ['build'], { cwd: join(cwd, 'apps/get-index'), env: environment });
}

/** The addresses that the deployed page loads at once or later: of its links and scripts, and in its import map. */
async function addressesIn(t: TestContext, cwd: string): Promise<string[]> {
  const template = await templateOf({ cwd, env: { ARC_APP_SECRET: secret } });
  const page = stackOf(template, (id) => (id === 'AWS::Region' ? region : id)).functions.get('GET /');
  assert.ok(page);
  const lambda = await startLambda(t, page, 0);
  const answer = await lambda.invoke(httpEvent('page.example', 'GET /'));
  assert.ok(typeof answer === 'object' && answer && 'body' in answer && typeof answer.body === 'string');
  return [...answer.body.matchAll(/(?:src="|href="|":")(\/_static\/[^"]+)"/g)].map(([, address = '']) => address);
}

/** As the HTTP API does it. */
const inBucket = (address: string) => address.replace('/_static', `/${staticBucket}`);

/** Fails unless every address has its file in the bucket, ready to be cached for good. */
function assertLoads({ files }: FakeAccount, addresses: string[], expected: Files): void {
  assert.ok(addresses.length >= 3);
  for (const address of addresses) {
    const file = files.get(inBucket(address));
    assert.ok(file, `${address} is not in the bucket`);
    const { 'content-type': type, 'content-encoding': encoding, 'cache-control': cache } = file.headers;
    assert.match(type ?? '', /^(text\/javascript|text\/css|image\/svg\+xml)$/);
    assert.equal(encoding, 'br');
    assert.equal(cache, 'max-age=315360000');
    const name = address.replace('/_static/', '').replace(/-[\w-]{10}(?=\.\w+$)/, '');
    assert.equal(brotliDecompressSync(file.content).toString(), expected[name]);
  }
}

/** The addresses whose files were in the bucket before this change of the stack. */
function uploadedBefore(change: string, { changes }: FakeAccount, addresses: string[]): string[] {
  assert.ok(changes.includes(change));
  const before = changes.slice(0, changes.indexOf(change));
  return addresses.filter((address) => before.includes(`s3 ${inBucket(address)}`));
}

test(
  'a page gets its own files after each deployment, and a new page is served after its files',
  { timeout: 60_000 },
  async (t) => {
    const account = await startAccount(t, { '/arc-chat/staging/ARC_APP_SECRET': secret });
    const { cwd, deploy } = await makeCopy(t);
    const [oldFiles, oldPage] = [await filesIn(cwd), await addressesIn(t, cwd)];

    await t.test('the first deployment makes the bucket, and then uploads the files', async () => {
      await deploy(account.port);
      assert.deepEqual(uploadedBefore('cloudformation CreateStack', account, oldPage), []);
      assertLoads(account, oldPage, oldFiles);
    });

    await buildNext(cwd);
    const [newFiles, newPage] = [await filesIn(cwd), await addressesIn(t, cwd)];

    await t.test('the next deployment uploads the files, and then changes the functions', async () => {
      account.changes = [];
      await deploy(account.port);
      assert.deepEqual(uploadedBefore('cloudformation UpdateStack', account, newPage), newPage);
      assertLoads(account, newPage, newFiles);
    });

    await t.test('a page from before the deployment still gets its own files, also those that it loads later', () => {
      assertLoads(account, oldPage, oldFiles);
    });

    await t.test('a deployment of the files alone uploads the same files', async () => {
      account.files.clear();
      await deploy(account.port, '--static');
      assertLoads(account, newPage, newFiles);
    });
  },
);
