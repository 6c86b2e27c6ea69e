import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import lambda from '../../vite.lambda.ts';

const folder = new URL('../../public/', import.meta.url);

/** An address that changes with the file, so that no cache can mix old files with new ones. */
function addressOf(file: string): string {
  const content = readFileSync(new URL(file, folder));
  return `/_static/${file}?v=${createHash('sha256').update(content).digest('base64url').slice(0, 10)}`;
}

/** The modules that the page imports later. Their names stay the same, and their addresses change with the content. */
function imports(): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs') && file !== 'index.mjs');
  return Object.fromEntries(files.toSorted().map((file) => [`/_static/${file}`, addressOf(file)]));
}

/** Gives the addresses of the page's files to the shell. Turbo has built the files before. */
const addresses: Plugin = {
  name: 'addresses',
  config: () => ({
    define: {
      ASSETS: JSON.stringify({
        script: addressOf('index.mjs'),
        style: addressOf('index.css'),
        icon: addressOf('icon.svg'),
        imports: imports(),
      }),
    },
  }),
};

export default mergeConfig(lambda, defineConfig({ plugins: [addresses] }));
