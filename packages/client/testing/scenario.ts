/**
 * `lose`: a frame to a tab is lost. `die`: an invocation of a function dies. `crash`: a tab is reloaded, and only its
 * outbox remains. `drop`: a socket is lost. `mute`: a socket is lost and seems open, to both of its ends. `impatience`:
 * the wait for an acknowledgement ends early.
 */
export type Fault = 'lose' | 'die' | 'crash' | 'drop' | 'mute' | 'impatience';

/**
 * A number: the user writes a message in this tab. `remove`: the user removes the newest own message that tab 0 shows.
 * `discard` and `retry`: the user discards or retries the first entry in tab 0. `wipe`: the log is deleted. `crowd`:
 * other people write 30 rows, more than a page. `wake`: the user looks at tab 0 again.
 */
export type Deed = number | 'remove' | 'discard' | 'retry' | 'wipe' | 'crowd' | 'wake';

export interface Scenario {
  /** The outbox at the start: messages of an earlier visit. `floor`: the row of the stored floor, 0 for the start. */
  entries: { text?: string; floor?: number | undefined }[];
  /** The number of tabs in the one browser. */
  tabs?: number;
  hasLock?: boolean;
  /** Whether all tabs have a seat before anything else happens. */
  isSeated?: boolean;
  /** The number of rows in the log at the start. */
  rows?: number;
  /** The rows among them that an earlier attempt of an entry wrote. */
  logged?: { row: number; entry: number }[];
  /** A `say` from another seat for each item: with the id of this entry, or with an id that no entry has. */
  others?: (number | undefined)[];
  /** Each deed happens once, at any time and in any order. */
  deeds?: Deed[];
  /** The number of faults that can happen, each of one of these kinds. */
  faults?: number;
  kinds?: Fault[];
  tornReads?: boolean;
}

export const allKinds: Fault[] = ['lose', 'die', 'crash', 'drop', 'mute', 'impatience'];
