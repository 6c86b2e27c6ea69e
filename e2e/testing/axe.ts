import { expect } from '@playwright/test';
import axe from 'axe-core';
import type { Visitor } from './visitor.ts';

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

/**
 * Fails if axe finds an accessibility problem in the page as it is now. The themes differ in colours alone, so the dark
 * one is checked for contrast only.
 */
export async function isAccessible({ page }: Visitor) {
  // The program is large, so a page gets it once.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  for (const [colorScheme, rules] of [
    ['dark', ['color-contrast']],
    ['light', undefined],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(
      async (values) => {
        // Colours on their way to the other theme have any contrast.
        for (const it of document.getAnimations()) if (it instanceof CSSTransition) it.finish();
        // Without `resultTypes`, axe also describes each element without a problem.
        const how = {
          resultTypes: ['violations' as const],
          ...(values && { runOnly: { type: 'rule' as const, values } }),
        };
        const results = await window.axe?.run(document, how);
        return results?.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
      },
      rules && [...rules],
    );
    expect(found, colorScheme).toEqual([]);
  }
}
