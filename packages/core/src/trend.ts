import type { Timestamp, Votable } from './entity.js';

/** Attention halves in this time. */
export const trendHalfLife = 7 * 24 * 3_600_000;

/** What a new post, a vote and a comment or answer weigh. */
export const trendWeights = { post: 10, vote: 1, talk: 0.6 } as const;

/**
 * Trend is the decayed sum of attention, `log2 Σ weightᵢ · 2^(tᵢ / halfLife)`: forward decay (Cormode, Shkapenyuk,
 * Srivastava, Xu, ICDE 2009). It decays alike for all posts, so their order needs no clock, an index can hold it, and
 * an old post that people turn to again rises again.
 */
export const trendOf = (weight: number, at: Timestamp): number => Math.log2(weight) + at / trendHalfLife;

/** The trend that a post has by being there. */
export const trendOfNew = ({
  createdAt,
  approvedAt = createdAt,
}: Pick<Votable, 'createdAt' | 'approvedAt'>): number => trendOf(trendWeights.post, approvedAt);

/** The trend after one more act of `weight`, at `at`. */
export function addTrend(trend: number, weight: number, at: Timestamp): number {
  const more = trendOf(weight, at);
  const high = Math.max(trend, more);
  return high + Math.log2(2 ** (trend - high) + 2 ** (more - high));
}

/** The trend of a post of which only the number of its votes is known: as if all had come with it. */
export const trendOfCount = (votes: number, createdAt: Timestamp): number =>
  trendOf(trendWeights.post + Math.max(0, votes) * trendWeights.vote, createdAt);

/** The trend without one act of `weight` that was done at `at`; never below `floor`, what the post itself has. */
export function dropTrend(trend: number, weight: number, at: Timestamp, floor: number): number {
  const rest = 2 ** (trend - floor) - 2 ** (trendOf(weight, at) - floor);
  return rest > 1 ? floor + Math.log2(rest) : floor;
}

/** What makes a post's trend, each as so many votes of this moment; the parts sum to `all`. */
export interface Attention {
  readonly all: number;
  /** By being new. */
  readonly newness: number;
  readonly votes: number;
  /** Comments and answers. */
  readonly talk: number;
}

/** Why a post stands where it does among trending ones. */
export function attentionOf(
  post: Pick<Votable, 'trend' | 'talkTrend' | 'createdAt' | 'approvedAt'>,
  now: Timestamp,
): Attention {
  const votesOf = (trend: number) => 2 ** (trend - now / trendHalfLife);
  const all = votesOf(post.trend);
  const newness = Math.min(all, votesOf(trendOfNew(post)));
  const talk = Math.min(all - newness, post.talkTrend === undefined ? 0 : votesOf(post.talkTrend));
  return { all, newness, talk, votes: all - newness - talk };
}
