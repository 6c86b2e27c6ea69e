import { setTimeout as delay } from 'node:timers/promises';
import { watch } from 'chokidar';
import { root } from './root.ts';

const sources = ['apps', 'packages', 'app.arc', 'prefs.arc', '.env', 'vite.lambda.ts', 'turbo.json', 'tsconfig.json'];

const generated = /(^|[\\/])(node_modules|\.turbo)([\\/]|$)/;

/** An editor saves in several steps, and git changes many files at once. */
const settleMs = 50;

/** Calls back with the paths of changed files, relative to the root. Only one call runs at a time. */
export function onEdit(react: (files: string[]) => Promise<void>): void {
  const changed = new Set<string>();
  let busy = false;

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    while (changed.size > 0) {
      await delay(settleMs);
      const files = [...changed];
      changed.clear();
      await react(files);
    }
    busy = false;
  }

  watch(sources, { cwd: root, ignored: (path) => generated.test(path), ignoreInitial: true }).on(
    'all',
    (_event, file) => {
      changed.add(file);
      void work();
    },
  );
}
