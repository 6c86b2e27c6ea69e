import { expect, test as base } from '@playwright/test';
import { Visitor } from './visitor.ts';
import type { Page } from '@playwright/test';

interface Fixtures {
  /** The address of the app, for example `http://localhost:3333`. */
  origin: string;
  /** A room that no other test uses. */
  room: string;
  /** Opens the page as a new person with a browser of their own. */
  person(options?: { room?: string }): Promise<Visitor>;
  /** Fails the test if this page logs an error. */
  watch(page: Page): Visitor;
}

/** A test that fails if a page logs an error: an exception, a missing file, a violation of the content policy. */
export const test = base.extend<Fixtures>({
  origin: async ({ baseURL }, use) => {
    if (!baseURL) throw new Error('baseURL is missing: run the tests with npm run e2e');
    await use(baseURL);
  },

  watch: async ({}, use) => {
    const complaints: string[] = [];
    await use((page) => {
      const person = new Visitor(page);
      page.on('console', (message) => {
        const isNetwork =
          person.isCutOff &&
          /net::ERR_(FAILED|INTERNET_DISCONNECTED)|(status of|response code:) 40[39]/.test(message.text());
        if (message.type() === 'error' && !isNetwork) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return person;
    });
    expect(complaints).toEqual([]);
  },

  room: async ({}, use, { testId, retry }) => use(`${testId}-${retry}`),

  person: async ({ browser, watch, origin, room: ownRoom }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ room = ownRoom } = {}) => {
      const context = await browser.newContext({ baseURL: origin });
      contexts.push(context);
      const person = watch(await context.newPage());
      await person.opens(room);
      return person;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };
