import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { freePorts } from '../../scripts/lib/free-ports.ts';

/** The keys that WebDriver writes as characters: https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const keyCodes = { enter: '\uE007', shift: '\uE008', escape: '\uE00C' };

/** Starts a screen without a monitor. */
export async function openScreen() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(server.stdio[3] ?? server, 'data');
  return { name: `:${String(number).trim()}`, close: () => server.kill() };
}

/** WebKit's sandbox cannot run as root, and CI often runs as root. */
const withoutSandbox = process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {};

/** A browser with a profile of its own, driven with WebDriver: https://www.w3.org/TR/webdriver2/ */
export class WebDriver {
  readonly #address: string;
  readonly #process: { kill(): void };
  #session = '';
  #tab = '';

  private constructor(address: string, process: { kill(): void }) {
    this.#address = address;
    this.#process = process;
  }

  /** @param program the driver's path @param display the name of the screen for the browser's window */
  static async start(program: string, display: string): Promise<WebDriver> {
    const [port] = await freePorts(1);
    const env = { ...process.env, ...withoutSandbox, DISPLAY: display, GDK_BACKEND: 'x11' };
    const driver = new WebDriver(
      `http://127.0.0.1:${port}`,
      spawn(program, [`--port=${port}`], { env, stdio: 'ignore' }),
    );
    await expect(() => driver.#ask('GET', '/status')).toPass({ intervals: [20] });
    const session = await driver.#ask<{ sessionId: string }>('POST', '/session', { capabilities: {} });
    driver.#session = `/session/${session.sessionId}`;
    driver.#tab = await driver.#ask('GET', `${driver.#session}/window`);
    return driver;
  }

  get firstTab(): DriverTab {
    return new DriverTab(this, this.#tab);
  }

  async openTab(): Promise<DriverTab> {
    const { handle } = await this.#ask<{ handle: string }>('POST', `${this.#session}/window/new`, { type: 'tab' });
    return new DriverTab(this, handle);
  }

  /** @throws Error with the driver's reason */
  async inTab<Value>(tab: string, method: string, path: string, body?: object): Promise<Value> {
    if (this.#tab !== tab) await this.#ask('POST', `${this.#session}/window`, { handle: tab });
    this.#tab = tab;
    return this.#ask(method, this.#session + path, body);
  }

  async end(): Promise<void> {
    await this.#ask('DELETE', this.#session);
    this.#process.kill();
  }

  async #ask<Value>(method: string, path: string, body: object = {}): Promise<Value> {
    const response = await fetch(this.#address + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} failed: ${value.message}`);
    return value;
  }
}

export class DriverTab {
  readonly #driver: WebDriver;
  readonly #handle: string;

  constructor(driver: WebDriver, handle: string) {
    this.#driver = driver;
    this.#handle = handle;
  }

  async goTo(url: string): Promise<void> {
    await this.#ask('POST', '/url', { url });
  }

  async reload(): Promise<void> {
    await this.#ask('POST', '/refresh');
  }

  async close(): Promise<void> {
    await this.#ask('DELETE', '/window');
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#ask('POST', '/window/rect', { width, height });
  }

  /** Runs a function in the page. @param args values that JSON can hold */
  async run<Args extends unknown[], Value>(work: (...args: Args) => Value, ...args: Args): Promise<Value> {
    return this.#ask('POST', '/execute/sync', { script: `return (${String(work)})(...arguments)`, args });
  }

  /** @param xpath the element's path in XPath */
  async click(xpath: string): Promise<void> {
    await this.#ask('POST', `${await this.#find(xpath)}/click`);
  }

  /** Types a text into an element, key by key. @param xpath the element's path in XPath */
  async type(xpath: string, text: string): Promise<void> {
    await this.#ask('POST', `${await this.#find(xpath)}/value`, { text });
  }

  async clear(xpath: string): Promise<void> {
    await this.#ask('POST', `${await this.#find(xpath)}/clear`);
  }

  async #find(xpath: string): Promise<string> {
    const found = await this.#ask<Record<string, string>>('POST', '/element', { using: 'xpath', value: xpath });
    return `/element/${Object.values(found)[0]}`;
  }

  #ask<Value>(method: string, path: string, body?: object): Promise<Value> {
    return this.#driver.inTab(this.#handle, method, path, body);
  }
}
