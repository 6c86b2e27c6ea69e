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

/** Runs the npm that runs us, on its own Node: ours may be the one in node_modules. @param {string} command */
function runNpm(command) {
  const { npm_execpath: program = '', npm_node_execpath: node = '' } = process.env;
  const [file, first] = node && basename(program) === 'npm-cli.js' ? [node, [program]] : ['npm', []];
  return spawnSync(file, [...first, command, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && file === 'npm',
  });
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

  // `npm ci` never writes package-lock.json, where npm 10 would drop what npm 11 has put in.
  const isCi = Boolean(process.env['CI']);
  const command = fresh || isCi ? 'ci' : 'install';
  const duration = fresh || isCi ? 'about half a minute' : 'a few seconds';
  console.log(`Installing dependencies: npm ${command}, ${duration} …`);
  let result = runNpm(command);
  // An edited package.json may not fit package-lock.json any more.
  if (result.status !== 0 && !isCi) result = runNpm('install');
  if (result.status !== 0) {
    const tail = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
    fail(`npm ${command} failed: ${result.error?.message ?? result.signal ?? `exit ${result.status}`}\n${tail}`);
  }
  if (!existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))) {
    fail('npm was told to run no install scripts, so Node 24 is missing. Run: npm rebuild node --ignore-scripts=false');
  }
  // Only now, since npm may have written a new package-lock.json.
  writeFileSync(stamp, wanted());
}

if (read(stamp) !== wanted()) install();
