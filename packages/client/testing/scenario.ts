/** `lose`: a post; `die`: a function; `crash`: a tab, of which only the outbox is kept; `drop`: a socket; `impatience`. */
export type Fault = 'lose' | 'die' | 'crash' | 'drop' | 'impatience';

export type Deed = number | 'discard' | 'retry' | 'wipe' | 'crowd';

export interface Scenario {
  /** What is in the outbox at the start: a text, and the row that its floor was put at on another day. */
  entries: { text?: string; floor?: number | undefined }[];
  /** Of one browser. */
  tabs?: number;
  hasLock?: boolean;
  /** Whether all tabs are seated before anything else happens. */
  isSeated?: boolean;
  /** How many rows the log has at the start, and which of them is which entry. */
  rows?: number;
  logged?: { row: number; entry: number }[];
  /** What others are saying, with an id of their own or with the id of this entry. */
  others?: (number | undefined)[];
  /** What happens, each at a time of its own. A number is a tab in which a message is written; a crowd writes 60. */
  deeds?: Deed[];
  faults?: number;
  kinds?: Fault[];
  tornReads?: boolean;
}

export const allKinds: Fault[] = ['lose', 'die', 'crash', 'drop', 'impatience'];
