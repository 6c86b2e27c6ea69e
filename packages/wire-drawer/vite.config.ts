import { defineConfig } from 'vite';

/** The drawer is apart from the page: one module, its style sheet in it, which the page loads when it is asked for. */
export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'baseline-widely-available',
    outDir: '../../public',
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/drawer/index.ts',
      preserveEntrySignatures: 'exports-only',
      output: { entryFileNames: 'wire.mjs' },
    },
  },
});
