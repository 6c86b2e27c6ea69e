/** White space, and letters that look like it. */
export const blank = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;

/** Control characters, and the characters that nothing is drawn for, such as zero-width and bidirectional ones. */
const invisible = /[\p{Cc}\p{Default_Ignorable_Code_Point}]+/gu;

/** All control characters but line feed and tab. */
const control = /(?![\n\t])\p{Cc}/gu;

/** Whether a text shows nothing. A character that this engine does not know is visible: it may be a new emoji. */
export const isBlank = (text: string): boolean => text.replace(blank, '').replace(invisible, '') === '';

/** A text as the server takes it: each line ends in a line feed, and there are no other control or half characters. */
export const cleanText = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').replace(control, '');
