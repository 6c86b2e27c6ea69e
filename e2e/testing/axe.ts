import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/**
 * Fails if axe finds an accessibility problem in the page as it is now. The themes differ in colours alone, so the dark
 * one is checked for contrast only.
 */
export async function isAccessible({ page }: Visitor) {
  for (const [colorScheme, rules] of [
    ['dark', ['color-contrast']],
    ['light', []],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    // The other mode is slower, because it also looks into frames from elsewhere. The page has none.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    if (rules.length > 0) axe.withRules([...rules]);
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
    expect(found, colorScheme).toEqual([]);
  }
}
