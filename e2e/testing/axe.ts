import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** Fails if axe finds an accessibility problem in the page as it is now. */
export async function isAccessible({ page }: Visitor) {
  // The other mode is slower, because it also looks into frames from elsewhere. The page has none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
}
