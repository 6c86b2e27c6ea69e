import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** What Lambda has anyway, and the AWS SDKs that @architect/functions would load only if they were there. */
const external = [/^node:/, /^(aws-sdk|@aws-sdk\/|@smithy\/)/];

/** Vite leaves what it cannot resolve to run time, in silence. On Lambda there is nothing to resolve it against. */
const selfContained: Plugin = {
  name: 'self-contained',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const imports = [...chunk.imports, ...chunk.dynamicImports].filter((id) => !(id in bundle));
      const strangers = imports.filter((id) => !external.some((it) => it.test(id)));
      if (strangers.length > 0) this.error(`not bundled: ${strangers.join(', ')}`);
    }
  },
};

/** Bundles the function in the current folder into one readable file that needs nothing beside it. */
export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  plugins: [selfContained],
  build: {
    ssr: 'src/index.ts',
    target: 'node24',
    outDir: `../../.build/apps/${basename(process.cwd())}`,
    emptyOutDir: true,
    rolldownOptions: {
      external,
      output: { format: 'es', entryFileNames: 'index.mjs', codeSplitting: false },
    },
  },
});
