const address = /\bhttps?:\/\/[^\s<>"]+/gi;

/** Punctuation at the end belongs to the sentence or the quotation, and not to the address. */
const punctuation = /[.,:;!?'’”»…*_~]$/;

const count = (text: string, character: string) => text.split(character).length;

/** A closing bracket belongs to the text around the address if the address did not open it. */
const isForeignBracket = (text: string) => text.endsWith(')') && count(text, ')') > count(text, '(');

/** Splits a text into plain parts and addresses, in turn. Odd indexes are addresses; joined, the parts are the text. */
export function splitLinks(text: string): string[] {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    let link = found;
    while (punctuation.test(link) || isForeignBracket(link)) link = link.slice(0, -1);
    if (!URL.canParse(link)) continue;
    parts.push(text.slice(end, index), link);
    end = index + link.length;
  }
  return [...parts, text.slice(end)];
}
