export type Later = typeof import('./later/index.ts');

/** A separate bundle. The page's import map maps this name to an address that changes with the content. */
const file: string = '/_static/later.mjs';

let loading: Promise<Later> | undefined;

/**
 * Calls back with what the page does not need for its first draw. If the load fails, the next call tries it again.
 *
 * @param otherwise called if the load fails
 */
export function later(use: (parts: Later) => void, otherwise?: () => void): void {
  loading ??= import(/* @vite-ignore */ file);
  loading.then(use, () => {
    loading = undefined;
    otherwise?.();
  });
}
