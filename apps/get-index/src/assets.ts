import type { Shell } from '@arc-chat/html-shell';

declare const ASSETS: Pick<Shell, 'script' | 'style' | 'icon' | 'imports'>;

/** The addresses of the page's files, with a hash of what is in them: see vite.config.ts. */
export const assets = ASSETS;
