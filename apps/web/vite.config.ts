import { defineConfig } from 'vite';

/** Two files at fixed names, as the shell and the tutorial know them; the shell adds what changes with their content. */
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
