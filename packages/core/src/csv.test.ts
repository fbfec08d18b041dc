import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.js';

/** A line as RFC 4180 reads it. */
function read(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const cells = [''];
  let quoted = false;
  const text = line.slice(0, -2);
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cells[cells.length - 1] += sign;
      at++;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === ',' && !quoted) cells.push('');
    else cells[cells.length - 1] += sign;
  }
  expect(quoted).toBe(false);
  return cells;
}

const awkward = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '"', ',', '\r', '\n', '\t', 'a', ' ', 'ض'),
});

describe('a line of a CSV file', () => {
  it('brings back every text, whatever is in it, and no text as a formula', () => {
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 1, maxLength: 4 }), (texts) => {
        const cells = read(csvLine(texts));
        expect(cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(texts);
        for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('leaves numbers as they are', () => {
    expect(csvLine([-3, 1.5, 'a "b", c'])).toBe('-3,1.5,"a ""b"", c"\r\n');
  });
});
