export { chatBody } from './body.ts';
export { html } from './html.ts';
export { renderShell, shellHeaders } from './shell.ts';
export type { PageFiles } from './body.ts';
export type { Html } from './html.ts';
export type { Shell } from './shell.ts';
