import { test as base, expect } from '@playwright/test';
import { Visitor } from './visitor.ts';
import type { Page } from '@playwright/test';

interface Fixtures {
  /** Where the app is: `http://localhost:3333`, say. */
  origin: string;
  /** A room that no other test knows. */
  room: string;
  /** Somebody with a browser of their own, looking at the page. */
  person(options?: { room?: string }): Promise<Visitor>;
  /** Whatever the page of one of these people complains about fails the test. */
  watch(page: Page): Visitor;
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
      const person = new Visitor(page);
      page.on('console', (message) => {
        const isNetwork = person.isCutOff && /net::ERR_(FAILED|INTERNET_DISCONNECTED)/.test(message.text());
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
