/**
 * Ideas of a planted quality come to a board over half a year; visitors look at the top of its list, the first places
 * more than the later, and vote for what they see as often as it is good. An order is as good as the list that it makes of
 * that: near the order of quality, and open to a good idea that comes late.
 */
import { addTrend, trendOf, trendWeights } from '@rallykit/core';

const day = 86_400_000;

export interface Planted {
  readonly id: number;
  readonly createdAt: number;
  /** How likely somebody who looks at it votes for it. */
  readonly quality: number;
  votes: number;
  trend: number;
}

/** What an idea is ordered by at some moment; the largest first. */
export type Order = (idea: Planted, now: number) => number;

const hours = (idea: Planted, now: number) => (now - idea.createdAt) / 3_600_000;

export const orders = {
  trending: (idea) => idea.trend,
  top: (idea) => idea.votes,
  /** Reddit: the logarithm of the votes, and 12.5 hours for each power of ten. */
  reddit: (idea) => Math.log10(Math.max(idea.votes, 1)) + idea.createdAt / 1000 / 45_000,
  /** Hacker News; its author's own vote is not among ours, so none is taken off. */
  hackerNews: (idea, now) => idea.votes / (hours(idea, now) + 2) ** 1.8,
} satisfies Record<string, Order>;

/** Settings of the board. Seeds below 1,000 are for measuring, those from 1,000 on were for choosing the weights. */
const board = {
  days: 180,
  visitorsADay: 12,
  ideasADay: 0.5,
  atFirst: 10,
  looksAt: 10,
  strays: 0.05,
  lateOn: 120,
};

export interface Outcome {
  /** How near the first ten are to the best ten, from 0 to 1, on average over the days from the thirtieth on. */
  readonly ndcg: number;
  /** Rank correlation of the last list with quality. */
  readonly spearman: number;
  /** Days until the best idea, which comes on day 120, is among the first three; 60 when it never is. */
  readonly rise: number;
}

export function simulate(seed: number, order: Order): Outcome {
  const random = randomOf(seed);
  const ideas: Planted[] = [];
  const add = (createdAt: number, quality = 0.6 * random() ** 2.5): Planted => {
    const idea = {
      id: ideas.length,
      createdAt,
      quality,
      votes: 0,
      trend: trendOf(trendWeights.post, createdAt),
    };
    ideas.push(idea);
    return idea;
  };
  const listAt = (now: number) =>
    ideas
      .map((idea) => ({ idea, place: order(idea, now) }))
      .sort((a, b) => b.place - a.place || b.idea.createdAt - a.idea.createdAt || b.idea.id - a.idea.id)
      .map(({ idea }) => idea);
  const look = (idea: Planted, now: number) => {
    if (random() >= idea.quality) return;
    idea.votes++;
    idea.trend = addTrend(idea.trend, trendWeights.vote, now);
  };

  for (let at = 0; at < board.atFirst; at++) add(0);
  let late: Planted | undefined;
  let rise = board.days - board.lateOn;
  const ndcgs: number[] = [];
  for (let today = 0; today < board.days; today++) {
    if (today === board.lateOn) late = add(today * day, 0.65);
    if (random() < board.ideasADay) add(today * day);
    for (let visitor = 0; visitor < board.visitorsADay; visitor++) {
      const now = (today + (visitor + random()) / board.visitorsADay) * day;
      const list = listAt(now);
      for (const [at, idea] of list.slice(0, board.looksAt).entries())
        if (random() < (at + 1) ** -0.7) look(idea, now);
      // Some come by a search or a link.
      if (random() < board.strays) look(list[Math.floor(random() * list.length)]!, now);
    }
    const list = listAt((today + 1) * day);
    if (late && list.indexOf(late) < 3) rise = Math.min(rise, today + 1 - board.lateOn);
    if (today >= 30) ndcgs.push(ndcgOf(list));
  }
  return { ndcg: mean(ndcgs), spearman: spearmanOf(listAt(board.days * day)), rise };
}

const gain = (qualities: readonly number[]) =>
  qualities.slice(0, 10).reduce((sum, quality, at) => sum + quality / Math.log2(at + 2), 0);

function ndcgOf(list: readonly Planted[]): number {
  const qualities = list.map(({ quality }) => quality);
  return gain(qualities) / gain(qualities.toSorted((a, b) => b - a));
}

function spearmanOf(list: readonly Planted[]): number {
  const best = list.toSorted((a, b) => b.quality - a.quality);
  const off = list.reduce((sum, idea, at) => sum + (at - best.indexOf(idea)) ** 2, 0);
  return 1 - (6 * off) / (list.length * (list.length ** 2 - 1));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of paired differences, and how far it may be off: 95 %, by the normal approximation. */
export function difference(
  ours: readonly number[],
  theirs: readonly number[],
): { by: number; within: number } {
  const by = mean(ours.map((value, at) => value - theirs[at]!));
  const spread =
    ours.reduce((sum, value, at) => sum + (value - theirs[at]! - by) ** 2, 0) / (ours.length - 1);
  return { by, within: 1.96 * Math.sqrt(spread / ours.length) };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
