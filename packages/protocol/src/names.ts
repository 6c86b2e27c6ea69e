import { limits } from './limits.ts';

/** Control, format (such as bidirectional and zero-width), surrogate, private, unassigned and undrawn characters. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
/** White space, and letters that look like it. */
const blank = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;

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
