import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** The wire drawer in a person's browser. */
export class WireDrawer {
  readonly drawer: Locator;
  readonly #toggle: Locator;
  readonly #page: Page;
  /** The files of the drawer that the page asked for, with their version. */
  readonly requests: string[] = [];

  constructor({ page }: Visitor) {
    this.#page = page;
    this.drawer = page.getByRole('region', { name: 'The wire' });
    this.#toggle = page.getByRole('button', { name: 'Wire', exact: true });
    page.on('request', (request) => {
      const [file] = /wire\.[^/]+$/.exec(request.url()) ?? [];
      if (file) this.requests.push(file);
    });
  }

  get rows() {
    return this.drawer.getByRole('list', { name: 'What passed' }).getByRole('listitem');
  }

  async opens() {
    await this.#toggle.click();
    await this.isOpen();
  }

  async isOpen() {
    await expect(this.drawer).toBeVisible();
    await expect(this.#toggle).toHaveAttribute('aria-expanded', 'true');
  }

  /** The drawer is closed, and the focus is on its button again. */
  async isClosed() {
    await expect(this.drawer).toBeHidden();
    await expect(this.#toggle).toHaveAttribute('aria-expanded', 'false');
    await expect(this.#toggle).toBeFocused();
  }

  async press(name: string) {
    await this.drawer.getByRole('button', { name }).click();
  }

  async only({ type, text = '' }: { type?: string; text?: string }) {
    await this.drawer.getByLabel('Show frames of type').selectOption(type ?? '');
    await this.drawer.getByLabel('Show frames with text').fill(text);
  }

  /** The visible rows that contain all these texts. */
  row(...parts: (string | RegExp)[]) {
    return parts.reduce((rows, hasText) => rows.filter({ hasText }), this.rows.filter({ visible: true }));
  }

  async shows(...parts: (string | RegExp)[]) {
    await expect(this.row(...parts).last()).toBeVisible();
  }

  /** Opens the last row that contains all these texts. */
  async looksInside(...parts: string[]) {
    await this.row(...parts)
      .last()
      .locator('summary')
      .click();
    await this.shows(/\d+ bytes/);
  }

  async scrollsTo(edge: 'start' | 'end') {
    const row = edge === 'start' ? this.rows.first() : this.rows.last();
    await row.scrollIntoViewIfNeeded();
    await expect(row).toBeInViewport();
  }

  /** From now on the server has another build of the drawer. */
  async isBuiltAnew() {
    await this.#page.route('/', async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.replace(/(wire\.mjs\?v=)[\w-]+/, '$1another') });
    });
  }

  /** The visible rows have these types, in this order. */
  async showsTypes(...types: string[]) {
    await expect(this.rows.filter({ visible: true }).locator('.type')).toHaveText(types);
  }

  /** The drawer reports that a fault has healed. After a lost answer this takes five seconds. */
  async heals() {
    await expect(this.drawer.getByText(/^Healed/)).toBeVisible({ timeout: 15_000 });
  }
}
