import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import lambda from '../../vite.lambda.ts';

const folder = new URL('../../public/', import.meta.url);

/** An address that changes when the file does, so that no cache anywhere can mix old files with new ones. */
function addressOf(file: string): string {
  const content = readFileSync(new URL(file, folder));
  return `/_static/${file}?v=${createHash('sha256').update(content).digest('base64url').slice(0, 10)}`;
}

/** The modules that the page imports later: the name stays, the address changes. */
function imports(): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs') && file !== 'index.mjs');
  return Object.fromEntries(files.toSorted().map((file) => [`/_static/${file}`, addressOf(file)]));
}

/** Tells the shell where the page's files are; turbo has built them by then. */
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
