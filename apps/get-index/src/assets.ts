declare const ASSETS: Record<'script' | 'style' | 'icon' | 'wire' | 'wireStyle', string>;

/** The addresses of the page's files, with a hash of what is in them: see vite.config.ts. */
export const assets = ASSETS;
