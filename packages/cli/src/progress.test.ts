import { expect, test } from 'vitest';
import { progress } from './progress.js';

function output(isTTY: boolean) {
  const lines: string[] = [];
  return { lines, isTTY, write: (text: string) => lines.push(text) > 0 };
}

test('a terminal has one line that moves on', () => {
  const out = output(true);
  let now = 0;
  const shown = progress('Importing', out, () => now);
  for (now = 0; now <= 1000; now += 10) shown.at(now, 2000);
  shown.end();
  expect(out.lines).toHaveLength(12);
  expect(
    out.lines
      .slice(0, -1)
      .every((line) => line.startsWith('\r\u001B[KImporting: ') && line.includes(' of 2,000')),
  ).toBe(true);
  expect(out.lines.at(-1)).toBe('\r\u001B[KImporting: 1,000 of 2,000, 990 a second\n');
});

test('elsewhere short work is silent, and long work says a line now and then', () => {
  const short = output(false);
  let now = 0;
  const quick = progress('Importing', short, () => now);
  for (now = 0; now < 4000; now += 10) quick.at(now);
  quick.end();
  expect(short.lines).toEqual([]);

  const long = output(false);
  now = 0;
  const slow = progress('Importing', long, () => now);
  for (now = 0; now < 20_000; now += 100) slow.at(now / 100);
  slow.end();
  expect(long.lines).toEqual([
    'Importing: 50, 10 a second\n',
    'Importing: 100, 10 a second\n',
    'Importing: 150, 10 a second\n',
    'Importing: 199, 10 a second\n',
  ]);
});
