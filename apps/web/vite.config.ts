import { defineConfig, type Plugin } from 'vite';

/** The page loads the drawer by its address: what the two shared would be loaded under another one, and so twice. */
const apart: Plugin = {
  name: 'apart',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk' && chunk.imports.length > 0) this.error(`shared: ${chunk.imports.join(', ')}`);
    }
  },
};

/** Files at fixed names, as the shell and the tutorial know them; the shell adds what changes with their content. */
export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  plugins: [apart],
  build: {
    target: 'baseline-widely-available',
    outDir: '../../public',
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: { index: 'src/index.ts', wire: 'src/wire/index.ts' },
      preserveEntrySignatures: 'exports-only',
      output: { format: 'es', entryFileNames: '[name].mjs', assetFileNames: '[name].[ext]' },
    },
  },
});
