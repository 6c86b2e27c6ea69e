import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import lambda from '../../vite.lambda.ts';

/** An address that changes when the file does, so that no cache anywhere can mix old files with new ones. */
function addressOf(file: string): string {
  const content = readFileSync(new URL(`../../public/${file}`, import.meta.url));
  return `/_static/${file}?v=${createHash('sha256').update(content).digest('base64url').slice(0, 10)}`;
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
        wire: addressOf('wire.mjs'),
        wireStyle: addressOf('wire.css'),
      }),
    },
  }),
};

export default mergeConfig(lambda, defineConfig({ plugins: [addresses] }));
