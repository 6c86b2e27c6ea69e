import { defineConfig } from 'vite';

/** Two files at fixed names, as the shell and the tutorial know them; the shell adds what changes with their content. */
export const bundle = (name: string, input: string) =>
  defineConfig({
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'baseline-widely-available',
      outDir: '../../public',
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input,
        preserveEntrySignatures: 'exports-only',
        output: { format: 'es', entryFileNames: `${name}.mjs`, assetFileNames: `${name}.[ext]`, codeSplitting: false },
      },
    },
  });

export default bundle('index', 'src/index.ts');
