import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { parse } from 'node:path';
import { pageFiles } from '@arc-chat/html-shell';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import lambda from '../../vite.lambda.ts';

/** The page's files. Turbo has built them before. The sandbox serves this folder. */
const folder = new URL('../../public/', import.meta.url);

/** Copies of the files, for a deployment: see packages/plugin-infra/src/static.ts. */
const copies = new URL('../../.build/static/', import.meta.url);

const hashOf = (file: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(file, folder)))
    .digest('base64url')
    .slice(0, 10);

/** The address of a file below `/_static/`. It changes with the file, so that no cache can mix old and new files. */
const inSandbox = (file: string) => `${file}?v=${hashOf(file)}`;

/** As above. The name itself changes, so that a deployment keeps the files of pages that are still open. */
function deployed(file: string): string {
  const { name, ext } = parse(file);
  return `${name}-${hashOf(file)}${ext}`;
}

const addresses = (of: (file: string) => string) => pageFiles(readdirSync(folder), (file) => `/_static/${of(file)}`);

const assets: Plugin = {
  name: 'assets',
  config: () => ({
    define: { ASSETS: JSON.stringify({ inSandbox: addresses(inSandbox), deployed: addresses(deployed) }) },
  }),
  writeBundle() {
    rmSync(copies, { recursive: true, force: true });
    mkdirSync(copies, { recursive: true });
    for (const file of readdirSync(folder)) copyFileSync(new URL(file, folder), new URL(deployed(file), copies));
  },
};

export default mergeConfig(lambda, defineConfig({ plugins: [assets] }));
