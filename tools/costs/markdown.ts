/** A table's row in Markdown. */
export const tableRow = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

/** A table in Markdown. The first column holds words, the others numbers. */
export const markdownTable = (head: string[], rows: string[]) =>
  [tableRow(...head), tableRow(...head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows].join('\n');

export const number = (amount: number) =>
  (amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount)).toLocaleString('en');

export const money = (amount: number) =>
  amount < 10 ? `$${amount.toFixed(2)}` : `$${Math.round(amount).toLocaleString('en')}`;
