import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Node's own modules, and AWS SDKs that @architect/functions loads only if they are installed. */
const external = [/^node:/, /^(aws-sdk|@aws-sdk\/|@smithy\/)/];

/** Fails on an unresolved import. Vite silently leaves such an import to run time, and Lambda has no node_modules. */
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

/** Bundles the function in the current folder into one readable file that needs no other file. */
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
