import { test as base, expect } from '@playwright/test';
import { Person } from './person.ts';
import type { Page } from '@playwright/test';

interface Fixtures {
  /** Where the app is: `http://localhost:3333`, say. */
  origin: string;
  /** Somebody with a browser of their own, looking at the page. */
  person(options?: { room?: string }): Promise<Person>;
  /** The pages of this test. Whatever one of them complains about fails the test. */
  watch(page: Page): Page;
}

/** A test in which no page may log an error: an exception, a file that is missing, a violation of the content policy. */
export const test = base.extend<Fixtures>({
  origin: async ({ baseURL }, use) => {
    if (!baseURL) throw new Error('there is no app to look at');
    await use(baseURL);
  },

  watch: async ({}, use) => {
    const complaints: string[] = [];
    await use((page) => {
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    });
    expect(complaints).toEqual([]);
  },

  person: async ({ browser, watch, origin }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ room = 'lobby' } = {}) => {
      const context = await browser.newContext({ baseURL: origin });
      contexts.push(context);
      const person = new Person(watch(await context.newPage()));
      await person.opens(room);
      return person;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };
