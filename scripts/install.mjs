// @ts-check
// Installs missing packages before every npm script. It runs on any Node, before anything is installed, so it is plain
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

/** The fields of a package.json that cause an install. A changed script causes none. @param {string} text */
function wishesOf(text) {
  if (!text) return '';
  const { workspaces, dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = JSON.parse(text);
  return JSON.stringify([workspaces, dependencies, devDependencies, optionalDependencies, overrides, allowScripts]);
}

/** Identifies the installation that we need: the platform, and a hash of npm's inputs. */
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

/** Runs the npm that started us, on its own Node: our Node may be in node_modules. @param {string} command */
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
  // npm passes its version to its scripts: "npm/11.19.1 node/v20.20.2 …".
  const npm = /\bnpm\/(\S+)/.exec(process.env['npm_config_user_agent'] ?? '')?.[1];
  if (major(process.versions.node) < 18)
    fail(`Node 18 or newer is needed; this is ${process.version}. Install: https://nodejs.org`);
  if (npm && major(npm) < 10) fail(`npm 10 or newer is needed; this is ${npm}. Run: npm install --global npm@latest`);

  // npm does not repair a node_modules of an interrupted install or of another platform.
  const unfinished = !existsSync(join(modules, '.package-lock.json'));
  const foreign = existsSync(stamp) && !read(stamp).startsWith(`${here} `);
  const fresh = unfinished || foreign;
  if (fresh) rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, 'unfinished');

  // `npm ci` never writes package-lock.json. `npm install` of npm 10 would drop entries that npm 11 has added.
  const isCi = Boolean(process.env['CI']);
  const command = fresh || isCi ? 'ci' : 'install';
  const duration = fresh || isCi ? 'about half a minute' : 'a few seconds';
  console.log(`Installing dependencies: npm ${command}, ${duration} …`);
  let result = runNpm(command);
  // After an edit, package.json may not match package-lock.json.
  if (result.status !== 0 && !isCi) result = runNpm('install');
  if (result.status !== 0) {
    const tail = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
    fail(`npm ${command} failed: ${result.error?.message ?? result.signal ?? `exit ${result.status}`}\n${tail}`);
  }
  if (!existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))) {
    fail('Node 24 is missing, because npm skipped its install script. Run: npm rebuild node --ignore-scripts=false');
  }
  // After the install, because npm may have written a new package-lock.json.
  writeFileSync(stamp, wanted());
}

if (read(stamp) !== wanted()) install();
