import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { people, TestWorld } from '../reduce.test.world.js';

const { ana, ben, tess, lea } = people;
const ref = (id: string) => ({ kind: 'idea', id }) as const;
const vote = (world: TestWorld, id: string, value: -1 | 0 | 1 = 1) =>
  world.do(ana, 'vote.set', { subject: ref(id), value });

/** Ideas `i0`, `i1`, … on a board where everybody has so many votes; `free` is on another board. */
function withBudget(budget: number, ideas = 4): TestWorld {
  const world = new TestWorld();
  world.do(lea, 'board.edit', { id: 'product', budget });
  for (let at = 0; at < ideas; at++)
    world.do(ben, 'idea.create', { id: `i${at}`, board: 'product', title: `Idea ${at}` });
  world.do(ben, 'idea.create', { id: 'free', board: 'how', title: 'Elsewhere' });
  return world;
}

/** How many votes Ana has on open ideas of the board. */
const used = (world: TestWorld): number =>
  world.all('vote').filter(({ member, value, subject }) => {
    const idea = world.get(subject);
    const closed = ['shipped', 'declined'];
    return (
      member === 'ana' &&
      value !== 0 &&
      idea?.kind === 'idea' &&
      idea.board === 'product' &&
      !idea.mergedInto &&
      !closed.includes(idea.status)
    );
  }).length;

describe('a budget of votes', () => {
  it('refuses the vote beyond it, and says how many there are and what to do', () => {
    const world = withBudget(2);
    vote(world, 'i0');
    vote(world, 'i1');
    expect(() => vote(world, 'i2')).toThrow(/all 2 votes .* Take one back/);
    expect(world.refusal(ana, 'vote.set', { subject: ref('i2'), value: 1 })).toBe('conflict');
  });

  it('is each member’s own, and each board’s own', () => {
    const world = withBudget(1);
    vote(world, 'i0');
    vote(world, 'free');
    world.do(ben, 'vote.set', { subject: ref('i1'), value: 1 });
    expect(world.need('idea', 'i1').tally.score).toBe(1);
  });

  it('takes the same vote again', () => {
    const world = withBudget(1);
    vote(world, 'i0');
    expect(vote(world, 'i0')).toBe(0);
  });

  it.each([
    ['the vote is taken back', (world: TestWorld) => vote(world, 'i0', 0)],
    [
      'the idea is closed',
      (world: TestWorld) => world.do(tess, 'idea.set-status', { id: 'i0', status: 'shipped' }),
    ],
    ['the idea is removed', (world: TestWorld) => world.do(ben, 'post.remove', { ref: ref('i0') })],
    [
      'the idea is merged into one that has the vote too',
      (world: TestWorld) => world.do(tess, 'idea.merge', { id: 'i0', into: 'i1' }),
    ],
  ])('gives a vote back when %s', (_when, act) => {
    const world = withBudget(2);
    vote(world, 'i0');
    vote(world, 'i1');
    act(world);
    vote(world, 'i2');
    expect(world.refusal(ana, 'vote.set', { subject: ref('i3'), value: 1 })).toBe('conflict');
  });

  it('leaves what a reopened idea brings over it, and takes no more until there is room', () => {
    const world = withBudget(1);
    vote(world, 'i0');
    world.do(tess, 'idea.set-status', { id: 'i0', status: 'shipped' });
    vote(world, 'i1');
    world.do(tess, 'idea.set-status', { id: 'i0', status: 'open' });
    expect(used(world)).toBe(2);
    vote(world, 'i1', 0);
    expect(world.refusal(ana, 'vote.set', { subject: ref('i1'), value: 1 })).toBe('conflict');
    vote(world, 'i0', 0);
    vote(world, 'i1');
  });

  it('can be set, changed and taken away by who leads', () => {
    const world = withBudget(1);
    vote(world, 'i0');
    world.do(lea, 'board.edit', { id: 'product', budget: 2 });
    vote(world, 'i1');
    world.do(lea, 'board.edit', { id: 'product', budget: null });
    expect(world.need('board', 'product')).not.toHaveProperty('budget');
    vote(world, 'i2');
  });

  it('holds whatever happens', () => {
    const id = fc.constantFrom('i0', 'i1', 'i2', 'i3');
    const act = fc.oneof(
      fc.record({ type: fc.constant('vote' as const), id, value: fc.constantFrom(0 as const, 1 as const) }),
      fc.record({ type: fc.constant('status' as const), id, status: fc.constantFrom('open', 'shipped') }),
      fc.record({ type: fc.constant('merge' as const), id, into: id }),
      fc.record({ type: fc.constant('unmerge' as const), id }),
      fc.record({ type: fc.constant('remove' as const), id }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.array(act, { maxLength: 40 }), (more, acts) => {
        const budget = more + 1;
        const world = withBudget(budget);
        for (const each of acts) {
          const before = used(world);
          const had = each.type === 'vote' && world.get({ kind: 'vote', id: `ana~idea~${each.id}` })?.value;
          const code = attempt(world, each);
          if (each.type !== 'vote') continue;
          if (code === 'conflict')
            expect([each.value, Boolean(had), before >= budget]).toEqual([1, false, true]);
          else if (used(world) > before) expect(used(world)).toBeLessThanOrEqual(budget);
        }
        const { kept, counted } = world.counts();
        expect(kept).toEqual(counted);
      }),
    );
  });
});

type Act =
  | { type: 'vote'; id: string; value: 0 | 1 }
  | { type: 'status'; id: string; status: string }
  | { type: 'merge'; id: string; into: string }
  | { type: 'unmerge' | 'remove'; id: string };

/** Does an act; the code of its refusal, if it was refused. */
function attempt(world: TestWorld, act: Act): string | undefined {
  const { id } = act;
  try {
    if (act.type === 'vote') vote(world, id, act.value);
    if (act.type === 'status') world.do(tess, 'idea.set-status', { id, status: act.status });
    if (act.type === 'merge') world.do(tess, 'idea.merge', { id, into: act.into });
    if (act.type === 'unmerge') world.do(tess, 'idea.unmerge', { id });
    if (act.type === 'remove') world.do(ben, 'post.remove', { ref: ref(id) });
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
