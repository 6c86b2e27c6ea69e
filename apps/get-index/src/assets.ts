import type { PageHost } from '@arc-chat/session';

declare const ASSETS: PageHost['files'];

/** The addresses of the page's files, with a hash of what is in them: see vite.config.ts. */
export const assets = ASSETS;
