import { describe, expect, it } from 'vitest';
import { difference, orders, simulate, type Outcome } from './simulation.js';

// The long form, over more seeds and with every figure: `run.ts`.
const seeds = Array.from({ length: 30 }, (_, seed) => seed);
const outcomes = (order: keyof typeof orders) => seeds.map((seed) => simulate(seed, orders[order]));
const rivals = { top: outcomes('top'), reddit: outcomes('reddit'), hackerNews: outcomes('hackerNews') };

describe('trending', () => {
  const ours = outcomes('trending');

  for (const [rival, theirs] of Object.entries(rivals)) {
    it(`has better ideas among its first ten than ${rival}`, () => {
      const of = (runs: readonly Outcome[]) => runs.map(({ ndcg }) => ndcg);
      const { by, within } = difference(of(ours), of(theirs));
      expect(by).toBeGreaterThan(within);
    });
  }

  for (const [rival, theirs] of Object.entries(rivals)) {
    it(`orders all ideas nearer to their quality than ${rival}`, () => {
      const of = (runs: readonly Outcome[]) => runs.map(({ spearman }) => spearman);
      const { by, within } = difference(of(ours), of(theirs));
      expect(by).toBeGreaterThan(within);
    });
  }

  it('lets the best idea rise that comes late, sooner than by votes alone', () => {
    const of = (runs: readonly Outcome[]) => runs.map(({ rise }) => rise);
    const { by, within } = difference(of(ours), of(rivals.top));
    expect(by).toBeLessThan(-within);
  });
});
