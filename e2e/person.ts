import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    sockets?: WebSocket[];
  }
}

/** Runs in the page, before anything else does. */
function keepSockets() {
  const sockets: WebSocket[] = (window.sockets = []);
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      sockets.push(this);
    }
  };
}

/** Somebody at a browser, in the words of a chat. No spec knows a selector. */
export class Person {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer() {
    return this.page.getByLabel('Message', { exact: true });
  }

  get messages() {
    return this.page.getByRole('log').getByRole('listitem');
  }

  async opens(room = 'lobby') {
    await this.page.addInitScript(keepSockets);
    await this.page.goto(room === 'lobby' ? '/' : `/#${room}`);
    await this.isConnected();
  }

  async isConnected() {
    await expect(this.page.getByRole('status')).toHaveText('Connected');
  }

  async isDisconnected() {
    await expect(this.page.getByRole('status')).toContainText('Disconnected');
  }

  /** The socket closes, and nothing else does. */
  async losesConnection() {
    await this.page.evaluate(() => window.sockets?.forEach((socket) => socket.close()));
  }

  async composes(text: string) {
    await this.composer.fill(text);
  }

  async says(text: string) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await this.sees(text);
  }

  async sees(text: string) {
    await expect(this.messages.getByText(text, { exact: true })).toBeVisible();
  }

  /** The texts in the room, oldest first. */
  async seesOnly(...texts: string[]) {
    await expect(this.messages.getByRole('paragraph')).toHaveText(texts);
  }
}
