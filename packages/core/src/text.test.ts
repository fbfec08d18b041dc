import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Idea } from './entity.js';
import { matchesSearch, searchTerms } from './search.js';
import { similarEnough, similarTo } from './similar.js';
import { excerpt } from './text.js';

const post = (title: string, body = '') => ({ kind: 'idea', title, body }) as unknown as Idea;

describe('searching', () => {
  it('minds neither case nor accents nor the order of words, and takes beginnings', () => {
    expect(matchesSearch(post('Einkaufsliste für die Familie'), 'FAMILIE fur')).toBe(true);
    expect(matchesSearch(post('Scale a recipe', 'to the people'), 'rec peop')).toBe(true);
    expect(matchesSearch(post('Scale a recipe'), 'ecipe')).toBe(false);
  });

  it('finds words in scripts without spaces', () => {
    expect(matchesSearch(post('週の途中で献立を変えたい'), '献立')).toBe(true);
    expect(searchTerms('メニュー ok')).toContain('ok');
  });
});

describe('excerpt', () => {
  it('leaves markdown out', () => {
    expect(excerpt('# Plan\n\n- **bold** and `code`\n- a [link](https://example.com)')).toBe(
      'Plan bold and code a link',
    );
    expect(excerpt('a line\\\nand <https://example.com/a_b>')).toBe('a line and https://example.com/a_b');
    expect(excerpt('not \\*bold\\*, \\*\\*nor\\*\\* \\`code\\` \\<b>')).toBe(
      'not *bold*, **nor** `code` <b>',
    );
    expect(excerpt('snake_case_name stays, 2 * 3 * 4 too')).toBe('snake_case_name stays, 2 * 3 * 4 too');
  });

  it('is never longer than asked, and one line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 1, max: 100 }),
        (text, max) => {
          const short = excerpt(text, max);
          expect([...short].length).toBeLessThanOrEqual(max + 1);
          expect(short).not.toMatch(/\n/);
        },
      ),
    );
  });
});

describe('similarity', () => {
  const ideas = [
    post('Scale a recipe to the number of people at the table'),
    post('Show what is in season where I live'),
    post('Share one shopping list in the family'),
    post('Dark mode for cooking at night'),
  ];
  const best = (text: string) =>
    ideas.map((idea) => ({ idea, is: similarTo(text)(idea) })).sort((a, b) => b.is - a.is)[0]!;

  it('finds a rephrased title, with typos and other word forms', () => {
    expect(best('scaling recipes for more people').idea).toBe(ideas[0]);
    expect(best('seasonal produce in my area: what is in seson').idea).toBe(ideas[1]);
    expect(best('shared shoping lists for families').is).toBeGreaterThan(similarEnough);
  });

  it('is near 1 for the same text and under the threshold for another matter', () => {
    expect(similarTo('Dark mode for cooking at night')(ideas[3]!)).toBeGreaterThan(0.95);
    expect(best('Invoice by email for my accountant').is).toBeLessThan(similarEnough);
  });

  it('stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const is = similarTo(a)(post(b, a));
        expect(is).toBeGreaterThanOrEqual(0);
        expect(is).toBeLessThanOrEqual(1.000001);
      }),
    );
  });
});
