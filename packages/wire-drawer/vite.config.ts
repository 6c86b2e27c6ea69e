import { defineConfig } from 'vite';

/** One module with its style sheet in it. The page loads it when the drawer is opened. */
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
