import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Idea } from './entity.js';
import { matchesSearch, searchTerms } from './search.js';
import { likenessAmong, mostSimilar, similarEnough, similarWords, wordKeys } from './similar.js';
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
  const best = (text: string) => {
    const likeness = likenessAmong(ideas, { similar: text });
    return ideas.map((idea) => ({ idea, is: likeness.of(idea) })).sort((a, b) => b.is - a.is)[0]!;
  };

  it('finds a rephrased title, with typos and other word forms', () => {
    expect(best('scaling recipes for more people').idea).toBe(ideas[0]);
    expect(best('seasonal produce in my area: what is in seson').idea).toBe(ideas[1]);
    expect(best('shared shoping lists for families').is).toBeGreaterThan(similarEnough);
  });

  it('is near 1 for the same text and under the threshold for another matter', () => {
    expect(best('Dark mode for cooking at night')).toMatchObject({ idea: ideas[3], is: 1 });
    expect(best('Invoice by email for my accountant').is).toBeLessThan(similarEnough);
  });

  it('weighs what few posts say over what many say', () => {
    const many = ['pictures', 'invoices', 'contacts', 'projects'].map((what) =>
      post(`Export the ${what} of a team`),
    );
    const all = [...many, post('A team calendar'), post('Print calendars')];
    const likeness = likenessAmong(all, { similar: 'export of the calendar' });
    expect(likeness.of(all[4]!)).toBeGreaterThan(likeness.of(all[0]!));
  });

  it.each([
    ['Dunkles Design für die Nacht', 'dunkle Designs in der nacht'],
    ['Exporter les factures en tableur', 'exportation de la facture vers un tableur'],
    ['Compartir la lista de la compra', 'listas de compras compartidas'],
    ['Esportare le ricette in PDF', 'esportazione ricetta pdf'],
    ['Compartilhar receitas com a família', 'receita compartilhada na familia'],
    ['Boodschappenlijst delen met het gezin', 'gedeelde boodschapenlijst'],
    ['Тёмная тема для приложения', 'темная тема приложении'],
    ['週の途中で献立を変えたい', '献立の変更'],
    ['Scan the barcodes of what is in the pantry', 'barcode scaning'],
    ['Undo what was deleted', 'nudo a delete'],
  ])('finds “%s” among others by “%s”', (title, text) => {
    const all = [...ideas, post(title)];
    const [found] = mostSimilar(all, { kind: 'idea' }, likenessAmong(all, { similar: text }), () => true);
    expect(found?.title).toBe(title);
  });

  it('leads from an idea that was merged to where it went, once', () => {
    const there = { ...post('Night theme'), id: 'there' };
    const gone = { ...post('Dark mode in the evening'), id: 'gone', mergedInto: 'there' };
    const all = [...ideas, there, gone];
    const find = (similar: string) =>
      mostSimilar(all, { kind: 'idea' }, likenessAmong(all, { similar }), (idea) => !idea.mergedInto);
    expect(find('dark mode in the evening')[0]).toBe(there);
    expect(find('night theme, dark mode in the evening').filter((idea) => idea === there)).toHaveLength(1);
  });

  it('parts what is written in one, and pairs characters where there are no spaces', () => {
    expect(similarWords('List.tryExactlyOne')).toEqual(['list', 'tryexactlyone', 'try', 'exactly', 'one']);
    expect(similarWords('献立表')).toEqual(['献立', '立表']);
  });

  it('looks words up across one letter that is wrong, missing, added or swapped at their beginning', () => {
    const share = (a: string, b: string) => wordKeys(a).some((key) => wordKeys(b).includes(key));
    for (const typo of ['exprt', 'exxport', 'wxport', 'xeport', 'exporting'])
      expect(share('export', typo)).toBe(true);
    expect(share('export', 'import')).toBe(false);
  });

  it('stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const is = likenessAmong([post(b, a)], { similar: a }).of(post(b, a));
        expect(is).toBeGreaterThanOrEqual(0);
        expect(is).toBeLessThanOrEqual(1.000001);
      }),
    );
  });
});
