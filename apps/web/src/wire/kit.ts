import type { html as Html, nothing as Nothing, render as Render } from 'lit-html';

export interface Kit {
  html: typeof Html;
  nothing: typeof Nothing;
  render: typeof Render;
}

/** The page's own lit-html. A second copy would make its Trusted Types policy again, which the content policy forbids. */
export let html: Kit['html'];
export let nothing: Kit['nothing'];
export let render: Kit['render'];

export function equip(kit: Kit): void {
  ({ html, nothing, render } = kit);
}
