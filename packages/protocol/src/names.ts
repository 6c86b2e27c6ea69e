import { limits } from './limits.ts';
import { blank } from './texts.ts';

/** Control, format (such as bidirectional and zero-width), surrogate, private, unassigned and undrawn characters. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A name for a person: NFKC-normalised, without invisible characters, white space folded, at most 32 characters. It is
 * empty if nothing visible was left.
 */
export function cleanName(name: string): string {
  // Cut first: the time to normalise grows with the square of the length, and no real name is this long.
  const head = name.slice(0, 8 * limits.nameCharacters);
  // Invisible characters keep their neighbours from combining, so they go first. Both steps leave blanks: fold last.
  const visible = head.replace(blank, ' ').replace(invisible, '').normalize('NFKC').replace(blank, ' ').trim();
  const cut = visible.slice(0, limits.nameCharacters);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
}
