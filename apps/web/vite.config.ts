import { defineConfig } from 'vite';

/** Builds two files with fixed names, as in the tutorial. apps/get-index adds a hash of the content to the addresses. */
export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'baseline-widely-available',
    outDir: '../../public',
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/index.ts',
      preserveEntrySignatures: 'exports-only',
      output: { entryFileNames: 'index.mjs', assetFileNames: 'index.[ext]', codeSplitting: false },
    },
  },
});
