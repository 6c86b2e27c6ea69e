import { expect } from '@playwright/test';
import { openUplink } from './uplink.ts';
import { keyCodes, WebDriver, type DriverTab } from './webdriver.ts';
import { words } from './words.ts';
import type { Anybody } from './anybody.ts';
import type { Uplink } from './uplink.ts';

/** Waits until the page shows this. */
const eventually = <Value>(look: () => Promise<Value>, what: Value) =>
  expect.poll(look, { intervals: [50], timeout: 15_000 }).toEqual(what);

const composer = 'id("message")';

/** A person with a browser that WebDriver drives. */
export class WebDriverPerson implements Anybody {
  readonly #driver: WebDriver;
  readonly #tab: DriverTab;
  readonly #uplink: Uplink;

  private constructor(driver: WebDriver, tab: DriverTab, uplink: Uplink) {
    this.#driver = driver;
    this.#tab = tab;
    this.#uplink = uplink;
  }

  /** @param program the driver's path @param display the name of the screen @param app the app's origin */
  static async start(program: string, display: string, app: string): Promise<WebDriverPerson> {
    const [driver, uplink] = await Promise.all([WebDriver.start(program, display), openUplink(app)]);
    const person = new WebDriverPerson(driver, driver.firstTab, uplink);
    await person.#tab.goTo(uplink.origin);
    // This person was asked for a name before, and stayed a guest.
    await person.#tab.run(() => localStorage.setItem('stays guest', 'yes'));
    return person;
  }

  async end() {
    await this.#driver.end();
    this.#uplink.close();
  }

  async opens(room: string) {
    await this.#tab.goTo(`${this.#uplink.origin}/#${room}`);
    await this.#shows('h1', [room]);
    await this.#isConnected();
  }

  async opensTab(room: string) {
    const other = new WebDriverPerson(this.#driver, await this.#driver.openTab(), this.#uplink);
    await other.opens(room);
    return other;
  }

  async leaves() {
    await this.#tab.close();
  }

  async reloads() {
    await this.#tab.reload();
    await this.#isConnected();
  }

  async goesTo(room: string) {
    await this.#looksAt('rooms');
    await this.#tab.type('id("room")', room + keyCodes.enter);
    await this.#shows('h1', [room]);
    await this.#isConnected();
  }

  async makesPrivateRoom() {
    await this.#looksAt('rooms');
    await this.clicks(words.privateRoom);
    await expect.poll(() => this.#room()).toMatch(/^private-[a-z0-9]{22,}$/);
    await this.#isConnected();
    return this.#room();
  }

  async takesPhone() {
    await this.#tab.resize(375, 700);
  }

  async isCalled(name: string) {
    await this.#looksAt('people');
    await this.#tab.type('id("name")', name + keyCodes.enter);
    const ownName = () =>
      this.#tab.run((you) => {
        const people = [...document.querySelectorAll('#people-list li')];
        return people.find((it) => it.textContent.includes(you))?.querySelector('.name')?.textContent;
      }, words.you);
    await eventually(ownName, name);
    await this.#looksAway();
  }

  async losesNetwork() {
    this.#uplink.isCut();
    await expect.poll(() => this.#texts('#status')).toContainEqual(expect.stringContaining(words.reconnecting));
  }

  async getsNetworkBack() {
    this.#uplink.comesBack();
    await this.#tab.run(() => dispatchEvent(new Event('online')));
    await this.#isConnected();
  }

  async composes(text: string) {
    await this.#tab.clear(composer);
    await this.types(text);
  }

  async types(text: string) {
    await this.#tab.type(composer, text);
  }

  async presses(what: 'Enter' | 'Shift+Enter') {
    await this.types(what === 'Enter' ? keyCodes.enter : keyCodes.shift + keyCodes.enter);
  }

  async clicks(button: string) {
    await this.#tab.click(`//button[normalize-space()="${button}"]`);
  }

  async posts(text: string) {
    await this.composes(text);
    await this.presses('Enter');
  }

  async says(text: string) {
    await this.posts(text);
    await this.sees(text);
  }

  async sees(text: string) {
    await eventually(async () => (await this.#texts('.message:not(.unsent) p')).filter((it) => it === text), [text]);
  }

  async seesOnly(...texts: string[]) {
    await this.#shows('.message p', texts);
  }

  async waitsToSend(...texts: string[]) {
    await this.#shows('.unsent p', texts);
  }

  async seesPeople(...names: string[]) {
    await this.#shows('#people-list .name', names);
  }

  async seesTyping(name?: string) {
    await expect.poll(() => this.#texts('#typing')).toEqual([name ? expect.stringContaining(name) : '']);
  }

  async seesIn(label: string, text: string) {
    const shown = () =>
      this.#tab.run((name) => document.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.innerText, label);
    await expect.poll(shown).toContain(text);
  }

  async hasComposed(text: string) {
    await eventually(() => this.#tab.run(() => document.querySelector('textarea')?.value), text);
  }

  async seesOnlyText() {
    expect(await this.#tab.run(() => document.title)).not.toBe('owned');
    expect(await this.#texts('img, main script')).toEqual([]);
  }

  async seesNewest() {
    await eventually(() => this.#tab.run(() => document.getElementById('newest')?.hidden), true);
    expect(await this.#tab.run(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }

  /** On a small screen the sides are hidden behind buttons. */
  async #looksAt(side: 'rooms' | 'people') {
    const toggle = `${side}-toggle`;
    const isSmall = await this.#tab.run((id) => document.getElementById(id)?.checkVisibility(), toggle);
    if (isSmall) await this.#tab.click(`id("${toggle}")`);
  }

  async #looksAway() {
    await this.#tab.type('//body', keyCodes.escape);
  }

  async #isConnected() {
    await this.#shows('#status', [words.connected]);
  }

  async #shows(selector: string, texts: string[]) {
    await eventually(() => this.#texts(selector), texts);
  }

  async #texts(selector: string): Promise<string[]> {
    return this.#tab.run((what) => Array.from(document.querySelectorAll(what), (it) => it.textContent), selector);
  }

  async #room(): Promise<string> {
    return this.#tab.run(() => location.hash.slice(1));
  }
}
