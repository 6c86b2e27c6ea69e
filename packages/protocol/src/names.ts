import { limits } from './limits.ts';

/** Control, format (bidirectional and zero-width ones among them), surrogate, private, unassigned, and what is drawn as nothing. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
/** White space, and the letters that are as blank as it. */
const blank = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;

/**
 * What a person may be called: NFKC-normalised, nothing invisible, white space folded, at most 32 characters.
 * An empty answer means that nothing of the name was left.
 */
export function cleanName(name: string): string {
  // Cut first, since what normalising costs grows with the square of what somebody sends; nobody's name is that long.
  const head = name.slice(0, 8 * limits.nameCharacters);
  // Normalised after the invisible went, which kept its neighbours apart; folded last, for both leave blanks behind.
  const visible = head.replace(blank, ' ').replace(invisible, '').normalize('NFKC').replace(blank, ' ').trim();
  const cut = visible.slice(0, limits.nameCharacters);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
}
