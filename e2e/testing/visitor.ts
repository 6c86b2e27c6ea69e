import { expect } from '@playwright/test';
import { ChatPage } from './chat-page.ts';
import { words } from './words.ts';
import type { Page } from '@playwright/test';
import type { Anybody } from './anybody.ts';

declare global {
  interface Window {
    sockets?: WebSocket[];
  }
}

/** Runs in the page before its scripts, so that the test can reach every socket. */
function keepSockets() {
  const sockets: WebSocket[] = (window.sockets = []);
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      sockets.push(this);
    }
  };
}

/** Runs in the page before its scripts. This person was asked for a name before, and stayed a guest. */
function staysGuest() {
  try {
    localStorage.setItem('stays guest', 'yes');
  } catch {
    // A browser without storage cannot remember it.
  }
}

/** A person with a browser that Playwright drives. The methods are named after actions in a chat. */
export class Visitor extends ChatPage implements Anybody {
  /** Without a network the browser logs failed requests as errors, and the page is not at fault. */
  isCutOff = false;
  readonly #meet: (page: Page) => Visitor;

  /** @param meet makes the visitor of another tab */
  constructor(page: Page, meet = (tab: Page) => new Visitor(tab)) {
    super(page);
    this.#meet = meet;
  }

  async opens(room: string, { isNew = false } = {}) {
    await this.page.addInitScript(keepSockets);
    if (!isNew) await this.page.addInitScript(staysGuest);
    await this.page.goto(`/#${room}`);
    await this.#isReady();
  }

  async opensTab(room: string) {
    const tab = this.#meet(await this.page.context().newPage());
    await tab.opens(room);
    return tab;
  }

  async leaves() {
    await this.page.close();
  }

  async reloads() {
    await this.page.reload();
    if (!this.isCutOff) await this.#isReady();
  }

  async goesTo(room: string) {
    await this.looksAt('rooms');
    await this.page.getByLabel(words.anotherRoom).fill(room);
    await this.page.getByRole('button', { name: words.go, exact: true }).click();
    await expect(this.roomTitle).toHaveText(room);
    await this.isConnected();
  }

  async makesPrivateRoom() {
    await this.looksAt('rooms');
    await this.privateRoomButton.click();
    await expect(this.page).toHaveURL(/#private-[a-z0-9]{22,}$/);
    await this.isConnected();
    return new URL(this.page.url()).hash.slice(1);
  }

  async takesPhone() {
    await this.page.setViewportSize({ width: 375, height: 700 });
  }

  /** Leaves the page, or comes back to it. */
  async goesAway() {
    await this.page.goto('about:blank');
  }

  async comesBackTo(room: string) {
    await this.page.goto(`/#${room}`);
    await this.#isReady();
  }

  /** Takes a room out of the list. */
  async forgets(room: string) {
    await this.looksAt('rooms');
    await this.room(room).hover();
    await this.leaveButton(room).click();
  }

  /** Answers the question for a name, and the waiting message is sent. */
  async answers(name: string) {
    await this.nameQuestion.fill(name);
    await this.page.getByRole('button', { name: words.useThisName }).click();
    await expect(this.nameQuestion).toHaveCount(0);
  }

  /** The message shows its time with the seconds. */
  async seesExactTimeOf(text: string) {
    const time = this.message(text).getByRole('time');
    await expect.poll(() => time.evaluate((it) => getComputedStyle(it, '::after').content)).toMatch(/\d:\d\d:\d\d/);
  }

  async isCalled(name: string) {
    await this.looksAt('people');
    await this.nameField.fill(name);
    await this.page.getByRole('button', { name: words.changeName }).click();
    await expect(this.people.filter({ hasText: words.you }).getByText(name, { exact: true })).toBeVisible();
    await this.looksAway();
  }

  /** On a small screen the sides are hidden behind buttons. */
  async looksAt(side: 'rooms' | 'people') {
    const toggle = this.page.getByRole('button', { name: words[side] });
    if (await toggle.isVisible()) await toggle.click();
  }

  async looksAway() {
    await this.page.keyboard.press('Escape');
  }

  /** The page is connected, and the part of it that is loaded later has drawn the list of rooms. */
  async #isReady() {
    await this.isConnected();
    await expect(this.page.locator('#room-list a').first()).toBeAttached();
  }

  async isConnected() {
    await expect(this.status).toHaveText(words.connected);
  }

  /** Hides the page, as a look at another tab does, or shows it again. */
  async looksElsewhere(isHidden = true) {
    await this.page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  }

  /** @returns the number of open sockets: one for each connected room */
  async countsSockets() {
    return this.page.evaluate(() => window.sockets?.filter((it) => it.readyState === WebSocket.OPEN).length);
  }

  /** Closes every socket. The network stays. */
  async losesConnection() {
    await this.page.evaluate(() => window.sockets?.forEach((socket) => socket.close()));
  }

  /** Closes every socket and fails every request for a ticket, until `getsNetworkBack`. */
  async losesNetwork() {
    this.isCutOff = true;
    await this.page.route('**/ticket', (route) => route.abort());
    await this.losesConnection();
    await expect(this.status).toContainText(words.reconnecting);
  }

  /** The browser is offline, and tells its page. @returns the page's status in the next frame */
  async goesOffline(): Promise<string> {
    this.isCutOff = true;
    const status = await this.status.elementHandle();
    const told = await this.page.evaluateHandle(
      (element) => ({
        inNextFrame: new Promise<string>((resolve) =>
          window.addEventListener('offline', () => requestAnimationFrame(() => resolve(element?.textContent ?? ''))),
        ),
      }),
      status,
    );
    await this.page.context().setOffline(true);
    return told.evaluate(({ inNextFrame }) => inNextFrame);
  }

  async goesOnline() {
    await this.page.context().setOffline(false);
  }

  async getsNetworkBack() {
    await this.page.unroute('**/ticket');
    await this.isToldThatItIsOnline();
    await this.isConnected();
    this.isCutOff = false;
  }

  /** The browser's event, without any change of its network. */
  async isToldThatItIsOnline() {
    await this.page.evaluate(() => window.dispatchEvent(new Event('online')));
  }

  /** The next try gets in. Its time has come already, or this ends the wait. */
  async isLetIn() {
    await expect(async () => {
      await this.isToldThatItIsOnline();
      await expect(this.status).toHaveText(words.connected, { timeout: 1_000 });
    }).toPass();
    this.isCutOff = false;
  }

  async seesPeople(...names: string[]) {
    await expect(this.people.locator('.name')).toHaveText(names);
  }

  async composes(text: string) {
    await this.composer.fill(text);
  }

  async types(text: string) {
    await this.composer.pressSequentially(text);
  }

  async presses(keys: 'Enter' | 'Shift+Enter') {
    await this.composer.press(keys);
  }

  async clicks(name: string) {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async posts(text: string) {
    await this.composes(text);
    await this.composer.press('Enter');
  }

  async says(text: string) {
    await this.posts(text);
    await this.sees(text);
  }

  async sees(text: string) {
    await expect(this.message(text).and(this.page.locator(':not(.unsent)'))).toBeVisible();
  }

  async waitsToSend(...texts: string[]) {
    await expect(this.messages.and(this.page.locator('.unsent')).getByRole('paragraph')).toHaveText(texts);
  }

  /** Removes an own message, which then shows only its place. */
  async removes(text: string) {
    await this.message(text).hover();
    await this.menuButton(text).click();
    await this.menu.getByRole('button', { name: words.remove }).click();
    await expect(this.message(text)).toHaveCount(0);
    await expect(this.message(words.removed)).toBeVisible();
  }

  /** The message failed, and has a button to retry. */
  async seesFailed(text: string) {
    await expect(this.choice(text, 'retry')).toBeVisible();
  }

  async seesOnly(...texts: string[]) {
    await expect(this.messages.getByRole('paragraph')).toHaveText(texts);
  }

  async seesTyping(name?: string) {
    if (name === undefined) await expect(this.typing).toBeEmpty();
    else await expect(this.typing).toContainText(name);
  }

  async seesIn(label: string, text: string) {
    await expect(this.page.getByLabel(label, { exact: true }).getByText(text).first()).toBeVisible();
  }

  async hasComposed(text: string) {
    await expect(this.composer).toHaveValue(text);
  }

  async seesOnlyText() {
    await expect(this.page).not.toHaveTitle('owned');
    await expect(this.page.locator('img, main script')).toHaveCount(0);
  }

  async seesNewest() {
    await expect(this.newest).toBeHidden();
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }

  /** The messages with these texts show their author's name. The others follow a message of the same author. */
  async seesNamed(...texts: string[]) {
    await expect(this.messages.and(this.page.locator('.first')).getByRole('paragraph')).toHaveText(texts);
  }

  /** Reloads the page behind a proxy that drops every frame for which `passes` returns false. */
  async isBehind(passes: (frame: string, to: 'server' | 'page') => boolean) {
    await this.page.routeWebSocket(/ticket=/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => passes(String(frame), 'server') && server.send(frame));
      server.onMessage((frame) => passes(String(frame), 'page') && socket.send(frame));
    });
    await this.reloads();
  }

  /** The composer has this validation message. */
  async isToldOf(problem: string) {
    await expect(this.composer).toHaveJSProperty('validationMessage', problem);
  }
}
