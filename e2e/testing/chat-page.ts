import { words } from './words.ts';
import type { Page } from '@playwright/test';

/** The parts of the page, by their role or by their name. No spec knows a selector. */
export class ChatPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer() {
    return this.page.getByLabel(words.message, { exact: true });
  }

  get messages() {
    return this.page.getByRole('log').getByRole('listitem');
  }

  /** Brings back to the newest message. */
  get newest() {
    return this.page.locator('#newest');
  }

  /** A room in the list of visited rooms. */
  room(name: string) {
    return this.page
      .getByRole('navigation')
      .getByRole('link', { name: new RegExp(`^#?${name}( ${words.isNew('\\d+')}| ${words.unsent('\\d+')})?$`) });
  }

  /** The text that a screen reader reads out. */
  get announced() {
    return this.page.locator('#announcer');
  }

  get status() {
    return this.page.getByRole('status');
  }

  /** The button that mends a lost connection. */
  get remedy() {
    return this.page.locator('#remedy');
  }

  get roomTitle() {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The headings between the messages of two days. */
  get days() {
    return this.page.getByRole('log').getByRole('heading');
  }

  /** Shown when the app was built anew. */
  get rebuilt() {
    return this.page.locator('#notice');
  }

  get emptyRoom() {
    return this.page.locator('#empty');
  }

  get privateRoomButton() {
    return this.page.getByRole('button', { name: words.privateRoom });
  }

  /** Shown once the history of a room was started over. */
  get restarted() {
    return this.page.locator('#restarted');
  }

  get typing() {
    return this.page.locator('#typing');
  }

  /** One of the messages, by its whole text. */
  message(text: string) {
    return this.messages.filter({ has: this.page.getByText(text, { exact: true }) });
  }

  get nameField() {
    return this.page.getByLabel(words.name);
  }

  get people() {
    return this.page.getByRole('complementary').getByRole('listitem');
  }

  /** A button of a message that is not sent. */
  choice(text: string, what: 'retry' | 'discard' | 'copy' | 'copied') {
    return this.message(text).getByRole('button', { name: words[what] });
  }
}
