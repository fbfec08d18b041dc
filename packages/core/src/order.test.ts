import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Idea } from './entity.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { comparePlaces, placeOf } from './order.js';
import { queryKey, sorts, type Query } from './query.js';
import { addTrend, dropTrend, trendHalfLife, trendOf } from './trend.js';

const ideas = fc
  .uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z0-9]{1,4}$/),
      score: fc.integer({ min: -3, max: 3 }),
      at: fc.integer({ min: 0, max: 5 }),
      later: fc.integer({ min: 0, max: 9 }),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  )
  .map((drafts) =>
    drafts.map(
      ({ id, score, at, later }) =>
        ({
          kind: 'idea',
          id,
          createdAt: at,
          trend: score / 2,
          comments: later % 3,
          ...(later > 7 && { pinned: true }),
          ...(later % 2 ? { talkedAt: at + later } : { statusAt: at + later }),
          tally: { score, up: score, down: 0, imported: 0 },
        }) as unknown as Idea,
    ),
  );

describe('order', () => {
  it('is total, and a page after any item holds exactly the items after it', () => {
    fc.assert(
      fc.property(ideas, fc.constantFrom(...sorts), (list, sort) => {
        const query: Query = { kind: 'idea', sort };
        const sorted = list.toSorted((a, b) => comparePlaces(placeOf(a, sort), placeOf(b, sort), sort));
        sorted.forEach((item, at) => {
          const place = decodeCursor({ ...query, after: encodeCursor(query, item) })!;
          const after = sorted.filter((other) => comparePlaces(placeOf(other, sort), place, sort) > 0);
          expect(after).toEqual(sorted.slice(at + 1));
        });
      }),
    );
  });

  it('puts what is pinned first, whatever the order, but last among the oldest first', () => {
    fc.assert(
      fc.property(ideas, fc.constantFrom(...sorts), (list, sort) => {
        const sorted = list.toSorted((a, b) => comparePlaces(placeOf(a, sort), placeOf(b, sort), sort));
        const pinned = sorted.map((idea) => 'pinned' in idea);
        expect(pinned).toEqual(
          pinned.toSorted((a, b) => (sort === 'old' ? 1 : -1) * (Number(a) - Number(b))),
        );
      }),
    );
  });

  it('puts high scores first, and of equal ones the newer', () => {
    const item = (id: string, score: number, createdAt: number) =>
      ({ kind: 'idea', id, createdAt, tally: { score } }) as unknown as Idea;
    const sorted = [item('a', 1, 1), item('b', 2, 1), item('c', 1, 2)].toSorted((a, b) =>
      comparePlaces(placeOf(a, 'top'), placeOf(b, 'top'), 'top'),
    );
    expect(sorted.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });
});

describe('the order by activity', () => {
  const idea = { kind: 'idea', id: 'a', createdAt: 5, updatedAt: 99, editedAt: 98, statusAt: 5 };
  const at = (more: object) => placeOf({ ...idea, ...more } as unknown as Idea, 'active')[0];

  it('goes by the last word, answer of the team or move, not by votes and edits', () => {
    expect(at({})).toBe(5);
    expect(at({ talkedAt: 6 })).toBe(6);
    expect(at({ talkedAt: 6, statusAt: 7 })).toBe(7);
    expect(at({ talkedAt: 6, statusAt: 7, response: { at: 8 } })).toBe(8);
  });
});

describe('cursors', () => {
  const query: Query = { kind: 'idea', board: 'product', sort: 'new' };
  const last = { kind: 'idea', id: 'x', createdAt: 5 } as unknown as Idea;

  it('are refused by another query, and when a single character is changed', () => {
    const cursor = encodeCursor(query, last);
    expect(() => decodeCursor({ ...query, board: 'other', after: cursor })).toThrow(/first page/);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: cursor.length - 1 }),
        fc.constantFrom('A', '9', '-', '!'),
        (at, char) => {
          const bent = (cursor.slice(0, at) + char + cursor.slice(at + 1)) as typeof cursor;
          fc.pre(bent !== cursor);
          expect(() => decodeCursor({ ...query, after: bent })).toThrow(/first page/);
        },
      ),
    );
  });

  it('do not mind the page size or the order of a set', () => {
    expect(queryKey({ ...query, first: 5, tags: ['a', 'b'] })).toBe(
      queryKey({ ...query, first: 50, tags: ['b', 'a'] }),
    );
  });
});

describe('trend', () => {
  it('halves in a half-life: an act then weighs as two acts before', () => {
    expect(trendOf(1, trendHalfLife)).toBeCloseTo(trendOf(2, 0), 12);
  });

  it('adds up whatever the order, and is undone by dropping', () => {
    const acts = fc.array(fc.integer({ min: 0, max: 4 * trendHalfLife }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(acts, (times) => {
        const floor = trendOf(2, 0);
        const add = (trend: number, at: number) => addTrend(trend, 1, at);
        const forth = times.reduce(add, floor);
        expect(times.toReversed().reduce(add, floor)).toBeCloseTo(forth, 8);
        const back = times.reduce((trend, at) => dropTrend(trend, 1, at, floor), forth);
        expect(back).toBeCloseTo(floor, 6);
      }),
    );
  });

  it('lets an old post rise over a newer one that nobody turns to', () => {
    const old = [1, 2, 3].reduce((trend, day) => addTrend(trend, 1, 60 * 86_400_000 + day), trendOf(2, 0));
    expect(old).toBeGreaterThan(trendOf(2, 55 * 86_400_000));
  });
});
