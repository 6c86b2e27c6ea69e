import { sessionsWith } from '../src/index.ts';
import type { HttpHost } from '../src/index.ts';

export const origin = 'https://chat.example';
export const ada = { sub: 'user-ada', name: 'Ada' };

/** A host with a fixed socket address. */
export const hostOf = (secret = 'a secret of thirty-two characters'): HttpHost => ({
  sessions: sessionsWith(secret),
  appOrigin: undefined,
  addressTag: (address) => `tag of ${address}`,
  socketUrl: (_, ticket) => `wss://socket.example/stage?ticket=${ticket}`,
});

export const { sessions } = hostOf();

export const files = {
  script: '/_static/index.mjs',
  style: '/_static/index.css',
  icon: '/_static/icon.svg',
  imports: { '/_static/later.mjs': '/_static/later.mjs?v=1' },
};

/** The `name=value` of the cookie that a response sets. */
export const cookieOf = (headers: Record<string, string> | undefined) => headers?.['set-cookie']?.split(';')[0] ?? '';
