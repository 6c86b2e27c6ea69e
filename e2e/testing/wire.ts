import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { Person } from './person.ts';

/** The drawer that shows somebody's wire, in their browser. */
export class Wire {
  readonly drawer: Locator;
  readonly #toggle: Locator;
  /** The files of the drawer that were asked for. */
  readonly requests: string[] = [];

  constructor({ page }: Person) {
    this.drawer = page.getByRole('region', { name: 'The wire' });
    this.#toggle = page.getByRole('button', { name: 'Wire', exact: true });
    page.on('request', (request) => {
      const [file] = /wire\.\w+/.exec(request.url()) ?? [];
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

  /** Closed again, with who closed it where they opened it. */
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

  /** Rows that are shown and say all this. */
  row(...parts: (string | RegExp)[]) {
    return parts.reduce((rows, hasText) => rows.filter({ hasText }), this.rows.filter({ visible: true }));
  }

  async shows(...parts: (string | RegExp)[]) {
    await expect(this.row(...parts).last()).toBeVisible();
  }

  /** Opens the last row that says all this. */
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

  /** These types, in this order, among what is shown. */
  async showsTypes(...types: string[]) {
    await expect(this.rows.filter({ visible: true }).locator('.type')).toHaveText(types);
  }

  /** What was broken is whole again; a message that got no answer takes five seconds for it. */
  async heals() {
    await expect(this.drawer.getByText(/^Healed/)).toBeVisible({ timeout: 15_000 });
  }
}
