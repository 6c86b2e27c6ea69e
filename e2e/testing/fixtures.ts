import { expect, test as base } from '@playwright/test';
import { Speaker } from './speaker.ts';
import { openUplink } from './uplink.ts';
import { Visitor } from './visitor.ts';
import { openScreen } from './webdriver.ts';
import { WebDriverPerson } from './webdriver-person.ts';
import type { Page } from '@playwright/test';
import type { Anybody } from './anybody.ts';
import type { Uplink } from './uplink.ts';

interface Fixtures {
  /** The address of the app, for example `http://localhost:3333`. */
  origin: string;
  /** A room that no other test uses. */
  room: string;
  /** A network that can fail, between the app and the person who opens the page through it. */
  uplink: Uplink;
  /** Opens the page as a person with a browser of their own. A new one was never asked for a name. */
  person(options?: { room?: string; isNew?: boolean; through?: Uplink }): Promise<Visitor>;
  /** Enters the test's room as a person whose page nobody looks at. Without a name they are a guest. */
  speaker(name?: string): Promise<Speaker>;
  /** Opens the page as a new person, with the words that every browser knows. Some tests with it have the tag `@everywhere`. */
  anybody(): Promise<Anybody>;
  /** Fails the test if this page logs an error. */
  watch(page: Page): Visitor;
}

/** The options of a project, for all its tests. */
export interface BrowserOptions {
  /** The path of a WebDriver. It drives the browser of the first person of a test; the others have Playwright's. */
  webDriver: string | undefined;
}

/** A test that fails if a page logs an error: an exception, a missing file, a violation of the content policy. */
export const test = base.extend<Fixtures, BrowserOptions & { display: string }>({
  webDriver: [undefined, { option: true, scope: 'worker' }],

  origin: async ({ baseURL }, use) => {
    if (!baseURL) throw new Error('baseURL is missing: run the tests with npm run e2e');
    await use(baseURL);
  },

  watch: async ({}, use) => {
    const complaints: string[] = [];
    const watch = (page: Page): Visitor => {
      const person = new Visitor(page, watch);
      page.on('console', (message) => {
        const isNetwork =
          person.isCutOff &&
          /net::ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION_\w+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)|(status of|response code:) 40[39]/.test(
            message.text(),
          );
        if (message.type() === 'error' && !isNetwork) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return person;
    };
    await use(watch);
    expect(complaints).toEqual([]);
  },

  room: async ({}, use, { testId, retry }) => use(`${testId}-${retry}`),

  uplink: async ({ origin }, use) => {
    const uplink = await openUplink(origin);
    await use(uplink);
    uplink.close();
  },

  person: async ({ browser, watch, origin, room: ownRoom }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ room = ownRoom, isNew = false, through } = {}) => {
      const context = await browser.newContext({ baseURL: through?.origin ?? origin });
      contexts.push(context);
      const person = watch(await context.newPage());
      await person.opens(room, { isNew });
      return person;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  speaker: async ({ origin, room }, use) => {
    const speakers: Speaker[] = [];
    await use(async (name) => {
      const speaker = await Speaker.enter(origin, room, name);
      speakers.push(speaker);
      return speaker;
    });
    for (const speaker of speakers) speaker.leaves();
  },

  display: [
    async ({ webDriver }, use) => {
      const screen = webDriver === undefined ? undefined : await openScreen();
      await use(screen?.name ?? '');
      screen?.close();
    },
    { scope: 'worker' },
  ],

  anybody: async ({ webDriver, display, person, origin, room }, use) => {
    if (webDriver === undefined) return use(person);
    let first: WebDriverPerson | undefined;
    await use(async () => {
      if (first) return person();
      first = await WebDriverPerson.start(webDriver, display, origin);
      await first.opens(room);
      return first;
    });
    await first?.end();
  },
});

export { expect };
