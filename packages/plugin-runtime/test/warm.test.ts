import assert from 'node:assert/strict';
import { once } from 'node:events';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { maxWorkers } from '../src/pool.ts';
import { answering, isRunning, makeSampleProject, startSampleSandbox, until } from '../testing/sandbox.ts';

const timeout = 60_000;

test('a call reuses its function’s process, with the function’s own folder and environment', { timeout }, async (t) => {
  const bundle = answering(`{
    calls, pid: process.pid, cwd: process.cwd(), env: process.env, context, left: context.getRemainingTimeInMillis(),
  }`);
  const noisy = `${bundle}\nconsole.log('loaded');\nconsole.error('oops');`;
  const project = makeSampleProject(t, { one: noisy, 'deeper/two': bundle }, { env: `GREETING=it's "here" $HOME` });
  const sandbox = await startSampleSandbox(project, { SECRET_OF_THE_SHELL: 'yes' });

  const first = await sandbox.getJson('one');
  const second = await sandbox.getJson('one');
  const other = await sandbox.getJson('deeper/two');
  assert.deepEqual([first.calls, second.calls, other.calls], [1, 2, 1]);
  assert.equal(second.pid, first.pid);
  assert.notEqual(other.pid, first.pid);

  for (const [name, { cwd, env, context, left }] of Object.entries({ one: second, 'deeper/two': other })) {
    assert.equal(cwd, realpathSync(`${project.cwd}/.build/apps/${name}`));
    assert.equal(env.GREETING, `it's "here" $HOME`);
    assert.equal(env.ARC_ENV, 'testing');
    assert.equal(JSON.parse(env.ARC_SANDBOX).lambdaSrc, `${project.cwd}/apps/${name}`);
    assert.equal(env.AWS_LAMBDA_FUNCTION_NAME, `@http get /${name}`);
    assert.equal(env.AWS_LAMBDA_RUNTIME_API, undefined);
    assert.equal(env.SECRET_OF_THE_SHELL, undefined);
    assert.equal(context.functionName, `@http get /${name}`);
    assert.match(context.awsRequestId, /^[\da-f-]{36}$/);
    assert.ok(left > 0 && left <= 20_000, String(left));
  }
  await until(() => sandbox.output().includes('\n@http get /one │ loaded\n'));
  await until(() => sandbox.output().includes('\n@http get /one │ oops\n'));
});

test('a handler that fails, or ends its process, fails only its own call', { timeout }, async (t) => {
  const project = makeSampleProject(t, {
    crash: `export const handler = async ({ queryStringParameters: { way } }) => {
      if (way === 'throw') throw new RangeError('too far');
      if (way === 'exit') process.exit(7);
      if (way === 'uncaught') setTimeout(() => { throw new Error('out of the blue'); });
      if (way === 'unhandled') void Promise.reject(new Error('nobody cared'));
      if (way === 'unserializable') return { statusCode: 200, body: 1n };
      if (way === 'afterwards') setTimeout(() => process.exit(8));
      else if (way !== 'fine') await new Promise(() => {});
      return { statusCode: 200, body: JSON.stringify(process.pid) };
    };`,
    broken: 'export const handler = (',
    empty: 'export {};',
  });
  const sandbox = await startSampleSandbox(project);
  const pid = await sandbox.getJson('crash?way=fine');

  for (const [way, message] of [
    ['throw', 'RangeError: too far'],
    ['unserializable', 'BigInt'],
  ] as const) {
    const { status, body } = await sandbox.get(`crash?way=${way}`);
    assert.equal(status, 500);
    assert.ok(body.includes(message), body);
    assert.equal(await sandbox.getJson('crash?way=fine'), pid, 'the process is kept after an error');
  }
  const pids = new Set([pid]);
  for (const [way, why] of [
    ['exit', 'exit 7'],
    ['uncaught', 'exit 1'],
    ['unhandled', 'exit 1'],
  ] as const) {
    const { status, body } = await sandbox.get(`crash?way=${way}`);
    assert.equal(status, 500);
    assert.ok(body.includes(`Runtime.ExitError: the function's process ended: ${why}`), body);
    pids.add(await sandbox.getJson('crash?way=fine'));
  }
  assert.ok(pids.has(await sandbox.getJson('crash?way=afterwards')));
  await until(() => sandbox.output().includes('process ended: exit 8'));
  pids.add(await sandbox.getJson('crash?way=fine'));
  assert.equal(pids.size, 5);
  await until(() => sandbox.output().includes('@http get /crash │ Error: out of the blue'));

  assert.match((await sandbox.get('broken')).body, /init error[^]*SyntaxError/);
  assert.match((await sandbox.get('empty')).body, /init error[^]*exports no function named handler/);
  writeFileSync(project.bundleOf('broken'), answering('"mended"'));
  assert.equal(await sandbox.getJson('broken'), 'mended');
});

test('a call that times out ends its process, even if the handler never yields', { timeout }, async (t) => {
  const bundle = `export const handler = async ({ queryStringParameters: { way } }) => {
    if (way !== 'fine') console.log('pid', process.pid, way);
    if (way === 'loop') for (;;);
    if (way === 'wait') await new Promise(() => {});
    return { statusCode: 200, body: JSON.stringify(process.pid) };
  };`;
  const project = makeSampleProject(t, { slow: bundle });
  writeFileSync(`${project.cwd}/apps/slow/config.arc`, '@aws\ntimeout 3\n');
  const sandbox = await startSampleSandbox(project);

  const answers = await Promise.all([sandbox.get('slow?way=loop'), sandbox.get('slow?way=wait')]);
  for (const { status, body } of answers) {
    assert.equal(status, 500);
    assert.match(body, /Timeout error/);
  }
  const pids = [...sandbox.output().matchAll(/│ pid (\d+)/g)].map(([, pid]) => Number(pid));
  assert.equal(pids.length, 2);
  await until(() => !pids.some(isRunning));
  assert.ok(!pids.includes(await sandbox.getJson('slow?way=fine')));
  // The files with the calls' environments are removed too, because they hold secrets.
  await until(() => sandbox.files().length === 3);
});

test('calls run in parallel up to the limit; the others wait, and all are answered', { timeout }, async (t) => {
  const gate = createServer();
  t.after(() => gate.close());
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const address = gate.address();
  assert.ok(address && typeof address === 'object');
  const inside: ServerResponse[] = [];
  gate.on('request', (_request, response) => inside.push(response));

  const bundle = `
    import { get } from 'node:http';
    export const handler = async () => {
      await new Promise((resolve) => get(process.env.GATE, { agent: false }, resolve));
      return { statusCode: 200, body: JSON.stringify(process.pid) };
    };`;
  const project = makeSampleProject(t, { gated: bundle }, { env: `GATE=http://127.0.0.1:${address.port}` });
  const sandbox = await startSampleSandbox(project);

  const calls = maxWorkers + 4;
  const answers = Promise.all(Array.from({ length: calls }, () => sandbox.getJson('gated')));
  const handedOver = () => sandbox.files().filter((file) => /\/\d+$/.test(file)).length;
  await until(() => handedOver() === calls && inside.length >= maxWorkers);
  assert.equal(inside.length, maxWorkers);
  for (let done = 1; done <= calls; done++) {
    inside.shift()?.end();
    const left = calls - done;
    await until(() => inside.length >= Math.min(left, maxWorkers));
    assert.equal(inside.length, Math.min(left, maxWorkers));
  }
  assert.equal(new Set(await answers).size, maxWorkers);
});

test('a changed bundle replaces the process', { timeout }, async (t) => {
  const project = makeSampleProject(t, { built: answering('["old", process.pid]') });
  const sandbox = await startSampleSandbox(project);
  const [before, pid] = await sandbox.getJson('built');
  assert.equal(before, 'old');
  rmSync(project.bundleOf('built'));
  assert.deepEqual(await sandbox.getJson('built'), ['old', pid], 'a build has begun');
  writeFileSync(project.bundleOf('built'), answering('["new", process.pid]'));
  assert.equal((await sandbox.getJson('built'))[0], 'new');
  await until(() => !isRunning(pid));
});

test('an edit of .env restarts the sandbox with the new environment', { timeout }, async (t) => {
  const project = makeSampleProject(
    t,
    { greet: answering('[process.env.GREETING, process.pid]') },
    { env: 'GREETING=hello' },
  );
  const sandbox = await startSampleSandbox(project);
  const [hello, pid] = await sandbox.getJson('greet');
  assert.equal(hello, 'hello');
  writeFileSync(`${project.cwd}/.env`, 'GREETING=goodbye');
  await until(() => sandbox.output().includes('Sandbox reloaded'));
  assert.equal((await sandbox.getJson('greet'))[0], 'goodbye');
  assert.ok(!isRunning(pid));
});

test('two sandboxes in the same folder share no process', { timeout }, async (t) => {
  const project = makeSampleProject(t, {
    who: answering('[process.pid, JSON.parse(process.env.ARC_SANDBOX).ports.http]'),
  });
  const [one, two] = await Promise.all([startSampleSandbox(project), startSampleSandbox(project)]);
  const [[pidOne, portOne], [pidTwo, portTwo]] = await Promise.all([one.getJson('who'), two.getJson('who')]);
  assert.deepEqual([portOne, portTwo], [one.port, two.port]);
  await one.stop();
  assert.ok(!isRunning(pidOne));
  assert.deepEqual(await two.getJson('who'), [pidTwo, portTwo]);
});
