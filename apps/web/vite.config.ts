import { defineConfig } from 'vite';

/**
 * Builds two modules and a style sheet with fixed names, as in the tutorial. apps/get-index adds a hash of the content to
 * the addresses. Each module is built by itself, so that the first has all that the first draw needs:
 * `vite build` builds index.mjs, and `vite build --mode later` what the page loads after its first draw.
 */
export default defineConfig(({ mode }) => ({
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'baseline-widely-available',
    outDir: '../../public',
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: mode === 'later' ? 'src/later/index.ts' : 'src/index.ts',
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: mode === 'later' ? 'later.mjs' : 'index.mjs',
        assetFileNames: 'index.[ext]',
        codeSplitting: false,
      },
    },
  },
}));
