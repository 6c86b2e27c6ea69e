import { env } from '@arc-chat/aws';
import type { PageHost } from '@arc-chat/session';

declare const ASSETS: Record<'inSandbox' | 'deployed', PageHost['files']>;

/** The addresses of the page's files, with a hash of their content: see vite.config.ts. */
export const assets = env.stage === 'testing' ? ASSETS.inSandbox : ASSETS.deployed;
