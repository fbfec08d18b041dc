/** What begins with one of these a spreadsheet takes for a formula, and some run it. */
const formula = /^[=+\-@\t\r]/;

/**
 * A line of a CSV file (RFC 4180), with its line end. A text that a spreadsheet would take for a formula gets an apostrophe before it,
 * which shows that it is text; numbers stay numbers.
 */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a CSV file in UTF-8 begins with, so that spreadsheets read its letters right. */
export const byteOrderMark = '\uFEFF';
