import { words } from './words.ts';
import type { Page } from '@playwright/test';

/** The parts of the page. Their selectors are here, so that a spec needs none. */
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

  /** The button that scrolls to the newest message. */
  get newest() {
    return this.page.locator('#newest');
  }

  /** A room in the list of visited rooms. */
  room(name: string) {
    return this.page
      .getByRole('navigation')
      .getByRole('link', { name: new RegExp(`^#?${name}( ${words.isNew('\\d+')}| ${words.unsent('\\d+')})?$`) });
  }

  /** The button that takes a room out of the list. */
  leaveButton(room: string) {
    return this.page.getByRole('button', { name: words.leave(room), exact: true });
  }

  /** The text that a screen reader reads out. */
  get announced() {
    return this.page.locator('#announcer');
  }

  get status() {
    return this.page.getByRole('status');
  }

  /** The sentence that says why a room lets nobody in, and what can be done. */
  get advice() {
    return this.page.locator('#advice');
  }

  /** The button that reconnects at once, or reloads the page. */
  get remedy() {
    return this.page.locator('#remedy');
  }

  get roomTitle() {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The line where reading was left off. */
  get newLine() {
    return this.page.getByRole('separator', { name: words.newSinceLeft });
  }

  /** The message below that line. */
  get firstNew() {
    return this.messages.filter({ has: this.newLine }).locator('xpath=following-sibling::li[1]');
  }

  /** The headings between the messages of two days. */
  get days() {
    return this.page.getByRole('log').getByRole('heading');
  }

  /** The notice that the app has a new build. */
  get rebuilt() {
    return this.page.locator('#notice');
  }

  get emptyRoom() {
    return this.page.locator('#empty');
  }

  get privateRoomButton() {
    return this.page.getByRole('button', { name: words.privateRoom });
  }

  /** The notice that the history of the room started over. */
  get restarted() {
    return this.page.locator('#restarted');
  }

  get typing() {
    return this.page.locator('#typing');
  }

  /** The messages with exactly this text. */
  message(text: string) {
    return this.messages.filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** The button that opens the menu of an own message. */
  menuButton(text: string) {
    return this.message(text).getByRole('button', { name: words.menu });
  }

  /** The menu of an own message. */
  get menu() {
    return this.page.locator('#menu');
  }

  /** The line below a message that is not sent, or not removed, yet. */
  fateOf(text: string) {
    return this.message(text).locator('.fate');
  }

  authorOf(text: string) {
    return this.message(text).locator('.name');
  }

  /** The field that asks for a name before the first message. */
  get nameQuestion() {
    return this.page.getByLabel(words.whichName);
  }

  get nameField() {
    return this.page.getByLabel(words.name);
  }

  get people() {
    return this.page.getByRole('complementary').getByRole('listitem');
  }

  /** A button of an unsent message. */
  choice(text: string, what: 'retry' | 'discard' | 'copy' | 'copied') {
    return this.message(text).getByRole('button', { name: words[what] });
  }
}
