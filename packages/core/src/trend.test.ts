import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voteId } from './entity.js';
import { people, TestWorld } from './reduce.test.world.js';
import { attentionOf, trendHalfLife, trendWeights } from './trend.js';

const { ana, ben, cleo, lea, tess } = people;
const subject = { kind: 'idea', id: 'scale' } as const;

/** What an act of `weight` counts at `now`. */
const left = (weight: number, at: number, now: number) => weight * 2 ** ((at - now) / trendHalfLife);

describe('attention', () => {
  it('is what newness, votes and talk still count, and these sum to it', () => {
    const acts = fc.array(
      fc.record({ hours: fc.integer({ min: 0, max: 400 }), what: fc.constantFrom('vote', 'talk', 'back') }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(acts, fc.integer({ min: 0, max: 2_000 }), (acts, later) => {
        const world = new TestWorld();
        world.do(ana, 'idea.create', { id: 'scale', board: 'product', title: 'Scale a recipe' });
        const votes = new Map<string, number>();
        let talk: number[] = [];
        acts.forEach(({ hours, what }, n) => {
          world.now += hours * 3_600_000;
          const voter = [ben, cleo][n % 2]!;
          if (what === 'talk') {
            world.do(voter, 'comment.create', { id: `c${n}`, subject, body: 'Yes' });
            talk = [...talk, world.need('comment', `c${n}`).createdAt];
          } else {
            world.do(voter, 'vote.set', { subject, value: what === 'vote' ? 1 : 0 });
            if (what === 'back') votes.delete(voter.id);
            else if (!votes.has(voter.id))
              votes.set(voter.id, world.need('vote', voteId(voter.id, subject)).updatedAt);
          }
        });
        const now = world.now + later * 3_600_000;
        const idea = world.need('idea', 'scale');
        const { all, ...parts } = attentionOf(idea, now);
        const sum = (weight: number, times: Iterable<number>) =>
          [...times].reduce((total, at) => total + left(weight, at, now), 0);
        expect(parts.newness).toBeCloseTo(left(trendWeights.post, idea.createdAt, now), 6);
        expect(parts.votes).toBeCloseTo(sum(trendWeights.vote, votes.values()), 6);
        expect(parts.talk).toBeCloseTo(sum(trendWeights.talk, talk), 6);
        expect(parts.newness + parts.votes + parts.talk).toBeCloseTo(all, 9);
      }),
    );
  });

  it('of what waited for review begins when it is approved', () => {
    const world = new TestWorld();
    world.do(lea, 'community.edit', { review: 'everyone' });
    world.do(ana, 'idea.create', { id: 'scale', board: 'product', title: 'Scale a recipe' });
    world.now += 2 * trendHalfLife;
    world.do(tess, 'post.approve', { ref: subject });
    const { approvedAt = 0, ...idea } = world.need('idea', 'scale');
    expect(approvedAt).toBeGreaterThan(idea.createdAt + trendHalfLife);
    const { all, newness } = attentionOf({ ...idea, approvedAt }, approvedAt);
    expect(newness).toBeCloseTo(trendWeights.post, 9);
    expect(all).toBe(newness);
    world.do(ben, 'vote.set', { subject, value: 1 });
    world.do(ben, 'vote.set', { subject, value: 0 });
    expect(attentionOf(world.need('idea', 'scale'), approvedAt).all).toBeCloseTo(trendWeights.post, 9);
  });
});
