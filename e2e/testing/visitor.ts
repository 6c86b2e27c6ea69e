import { expect } from '@playwright/test';
import { ChatPage } from './chat-page.ts';
import { words } from './words.ts';

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

/** A person with a browser. The methods are named after actions in a chat. */
export class Visitor extends ChatPage {
  /** Without a network the browser logs failed requests as errors, and the page is not at fault. */
  isCutOff = false;

  async opens(room: string) {
    await this.page.addInitScript(keepSockets);
    await this.page.goto(`/#${room}`);
    await this.isConnected();
  }

  async reloads() {
    await this.page.reload();
    if (!this.isCutOff) await this.isConnected();
  }

  async goesTo(room: string) {
    await this.looksAt('rooms');
    await this.page.getByLabel(words.anotherRoom).fill(room);
    await this.page.getByRole('button', { name: words.go, exact: true }).click();
    await expect(this.roomTitle).toHaveText(room);
    await this.isConnected();
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

  async getsNetworkBack() {
    await this.page.unroute('**/ticket');
    await this.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await this.isConnected();
    this.isCutOff = false;
  }

  /** The next try gets in. Its time has come already, or this ends the wait. */
  async isLetIn() {
    await expect(async () => {
      await this.page.evaluate(() => window.dispatchEvent(new Event('online')));
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

  /** Writes a message and presses Enter, without waiting for the result. */
  async posts(text: string) {
    await this.composes(text);
    await this.composer.press('Enter');
  }

  async says(text: string) {
    await this.posts(text);
    await this.sees(text);
  }

  /** The message is shown as sent. */
  async sees(text: string) {
    await expect(this.message(text).and(this.page.locator(':not(.unsent)'))).toBeVisible();
  }

  async waitsToSend(...texts: string[]) {
    await expect(this.messages.and(this.page.locator('.unsent')).getByRole('paragraph')).toHaveText(texts);
  }

  /** The message failed, and has a button to retry. */
  async seesFailed(text: string) {
    await expect(this.choice(text, 'retry')).toBeVisible();
  }

  /** The room shows these texts and no others, oldest first. */
  async seesOnly(...texts: string[]) {
    await expect(this.messages.getByRole('paragraph')).toHaveText(texts);
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
