const address = /\bhttps?:\/\/[^\s<>"]+/gi;

/** What ends a sentence, or a quotation, is not the end of an address. */
const punctuation = /[.,:;!?'’”»…*_~]$/;

const count = (text: string, character: string) => text.split(character).length;

/** A bracket that was not opened in an address closes one around it. */
const isForeignBracket = (text: string) => text.endsWith(')') && count(text, ')') > count(text, '(');

/** Texts and the addresses in them by turns; the odd ones are addresses. Joined, they are the text. */
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
