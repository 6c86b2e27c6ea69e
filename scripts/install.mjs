// @ts-check
// Installs what is missing, before every npm script. It runs on any Node and with nothing installed, so it is plain
// JavaScript and imports only Node's own modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed');
const here = `${process.platform}-${process.arch}`;

/** @param {string} path */
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @param {string | undefined} version */
const major = (version) => Number.parseInt(version ?? '', 10);

/** The workspaces' folders. @param {string[]} patterns */
function foldersOf(patterns) {
  return patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
  });
}

/** What decides about an install in a package.json; a changed script is no reason for one. @param {string} text */
function wishesOf(text) {
  if (!text) return '';
  const { workspaces, dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = JSON.parse(text);
  return JSON.stringify([workspaces, dependencies, devDependencies, optionalDependencies, overrides, allowScripts]);
}

/** Names an installation: the platform that it is for, and a hash of everything that npm goes by. */
function wanted() {
  const manifest = read(join(root, 'package.json'));
  const folders = foldersOf(JSON.parse(manifest).workspaces ?? []);
  folders.sort();
  const manifests = [manifest, ...folders.map((folder) => read(join(root, folder, 'package.json')))];
  const hash = createHash('sha256');
  for (const part of [...manifests.map(wishesOf), read(join(root, 'package-lock.json')), read(join(root, '.npmrc'))]) {
    hash.update(part).update('\0');
  }
  return `${here} ${hash.digest('hex')}`;
}

function install() {
  // npm tells the scripts that it runs who it is: "npm/11.19.1 node/v20.20.2 …".
  const npm = /\bnpm\/(\S+)/.exec(process.env['npm_config_user_agent'] ?? '')?.[1];
  if (major(process.versions.node) < 18) fail(`Node 18 or newer is needed to begin with; this is ${process.version}.`);
  if (npm && major(npm) < 10) fail(`npm 10 or newer is needed; this is ${npm}. Run: npm install --global npm@latest`);

  // npm does not mend what an interrupted install or another platform left behind.
  const unfinished = !existsSync(join(modules, '.package-lock.json'));
  const foreign = existsSync(stamp) && !read(stamp).startsWith(`${here} `);
  const fresh = unfinished || foreign;
  if (fresh) rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, 'unfinished');

  const command = process.env['CI'] ? 'ci' : 'install';
  const duration = fresh || process.env['CI'] ? 'about half a minute' : 'a few seconds';
  console.log(`Installing dependencies: npm ${command}, ${duration} …`);
  // The npm that runs us, on the Node that runs it: ours may be the one in node_modules.
  const { npm_execpath: program = '', npm_node_execpath: node = '' } = process.env;
  const [file, first] = node && basename(program) === 'npm-cli.js' ? [node, [program]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status, signal, error, stdout, stderr } = spawnSync(file, [...first, command, ...quiet], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && file === 'npm',
  });
  if (status !== 0) {
    const tail = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
    fail(`npm ${command} failed: ${error?.message ?? signal ?? `exit ${status}`}\n${tail}`);
  }
  if (!existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))) {
    fail('npm was told to run no install scripts, so Node 24 is missing. Run: npm rebuild node --ignore-scripts=false');
  }
  // Only now, since npm may have written a new package-lock.json.
  writeFileSync(stamp, wanted());
}

if (read(stamp) !== wanted()) install();
