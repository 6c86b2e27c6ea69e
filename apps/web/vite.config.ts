import { defineConfig } from 'vite';

/** Builds two files. The shell and the tutorial know their fixed names, and the shell adds a hash of the content. */
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
