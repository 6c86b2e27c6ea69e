import { limits } from './limits.ts';
import { blank } from './texts.ts';

/** The name of a person who has not chosen one. */
export const guestName = 'Guest';

/**
 * Removes control, format (such as bidirectional and zero-width), half, private, unassigned and undrawn characters, but
 * keeps those within an emoji. The look-ahead saves time: there are thousands of emoji. The pattern is inside the
 * function so that the page's bundle leaves it out: older browsers lack the flag `v`.
 */
const withoutInvisible = (name: string) =>
  name.replace(/((?=\p{Emoji})\p{RGI_Emoji})|[\p{C}\p{Default_Ignorable_Code_Point}]/gv, '$1');

/**
 * A name for a person: NFKC-normalised, without invisible characters outside of emoji, white space folded, at most 32
 * characters. It is empty if nothing visible was left.
 */
export function cleanName(name: string): string {
  // Cut first: the time to normalise grows with the square of the length, and no real name is this long.
  const head = name.slice(0, 8 * limits.nameCharacters);
  // Normalising can turn an emoji into a letter, so it comes first. Invisible characters keep their neighbours from
  // combining, so it comes again after they are gone. Both steps leave blanks: fold last.
  const drawn = withoutInvisible(head.normalize('NFKC').replace(blank, ' '));
  const visible = drawn.normalize('NFKC').replace(blank, ' ').trim();
  // Cut before the grapheme that is over the limit, so that no emoji or letter loses a part. A first grapheme that is
  // over it alone is cut in two, which can leave half an emoji.
  const over = new Intl.Segmenter().segment(visible).containing(limits.nameCharacters);
  return withoutInvisible(visible.slice(0, over?.index || limits.nameCharacters)).trim();
}
