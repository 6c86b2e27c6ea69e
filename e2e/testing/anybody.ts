/** A person with a browser, in the words that every driver of a browser knows: Playwright's and WebDriver's. */
export interface Anybody {
  /** Opens the page in this room, and waits until it is connected. */
  opens(room: string): Promise<void>;
  /** Opens the room in another tab of the same browser. */
  opensTab(room: string): Promise<Anybody>;
  /** Closes the tab. */
  leaves(): Promise<void>;
  reloads(): Promise<void>;
  goesTo(room: string): Promise<void>;
  /** @returns the name of the new room */
  makesPrivateRoom(): Promise<string>;
  /** Makes the window as narrow as a phone's, or as narrow as the browser can. */
  takesPhone(): Promise<void>;
  isCalled(name: string): Promise<void>;
  losesNetwork(): Promise<void>;
  getsNetworkBack(): Promise<void>;

  /** Puts a text into the composer, instead of the text that is there. */
  composes(text: string): Promise<void>;
  /** Types into the composer, key by key. */
  types(text: string): Promise<void>;
  presses(keys: 'Enter' | 'Shift+Enter'): Promise<void>;
  clicks(button: string): Promise<void>;
  /** Writes a message and presses Enter, without waiting for the result. */
  posts(text: string): Promise<void>;
  /** Posts a message, and sees it as sent. */
  says(text: string): Promise<void>;

  /** The message is shown as sent. */
  sees(text: string): Promise<void>;
  /** The room shows these texts and no others, oldest first. */
  seesOnly(...texts: string[]): Promise<void>;
  /** These messages and no others are unsent. */
  waitsToSend(...texts: string[]): Promise<void>;
  /** The list of the people in the room has these names. */
  seesPeople(...names: string[]): Promise<void>;
  /** The line above the composer says that this person is typing; without a name it says nothing. */
  seesTyping(name?: string): Promise<void>;
  /** The part of the page with this label shows the text. */
  seesIn(label: string, text: string): Promise<void>;
  /** The composer has this text. */
  hasComposed(text: string): Promise<void>;
  /** No message has become an element, and none has run a script. */
  seesOnlyText(): Promise<void>;
  /** The end of the newest message is in view, and the page is not wider than its window. */
  seesNewest(): Promise<void>;
}
