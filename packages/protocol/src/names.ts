import { limits } from './limits.ts';

/** Control, format (bidirectional and zero-width ones among them), surrogate, private and unassigned characters. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
/** White space, and the letters that are drawn as nothing. */
const blank = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;

/**
 * What a person may be called: NFKC-normalised, nothing invisible, white space folded, at most 32 characters.
 * An empty answer means that nothing of the name was left.
 */
export function cleanName(name: string): string {
  const clean = name.normalize('NFKC').replace(blank, ' ').replace(invisible, '').trim();
  return clean.slice(0, limits.nameCharacters).toWellFormed().replace('\ufffd', '').trim();
}
