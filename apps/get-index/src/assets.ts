import type { PageHost } from '@arc-chat/session';

declare const ASSETS: PageHost['files'];

/** The addresses of the page's files, with a hash of their content: see vite.config.ts. */
export const assets = ASSETS;
