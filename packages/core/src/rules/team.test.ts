import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anticipate, anticipateAlso } from '../anticipate.js';
import { command } from '../command.js';
import { people, TestWorld } from '../reduce.test.world.js';
import { teamRules } from './team.js';

const { ana, ben, cleo, tess, lea } = people;
const ref = (id: string) => ({ kind: 'idea', id }) as const;
const ids = ['i0', 'i1', 'i2'];

/** Three ideas by Ben, of which Ana likes the first. */
function withIdeas(): TestWorld {
  const world = new TestWorld();
  for (const id of ids)
    world.do(ben, 'idea.create', { id, board: 'product', title: `Idea ${id}`, tags: ['list'] });
  world.do(ana, 'vote.set', { subject: ref('i0'), value: 1 });
  world.do(cleo, 'comment.create', { id: 'said', subject: ref('i0'), body: 'Please!' });
  return world;
}

const audit = (world: TestWorld): string[] =>
  world.all('audit').map(({ author, action, subject }) => `${author} ${action} ${subject.id}`);

describe('what the team does with ideas', () => {
  it('keeps every count right, whatever is done in whatever order', () => {
    const id = fc.constantFrom(...ids);
    const step = fc.oneof(
      fc.record({
        type: fc.constant('idea.archive' as const),
        input: fc.record({ id, archived: fc.boolean() }),
      }),
      fc.record({
        type: fc.constant('idea.move' as const),
        input: fc.record({ id, board: fc.constantFrom('product', 'how', 'help') }),
      }),
      fc.record({ type: fc.constant('idea.pin' as const), input: fc.record({ id, pinned: fc.boolean() }) }),
      fc.record({ type: fc.constant('idea.merge' as const), input: fc.record({ id, into: id }) }),
      fc.record({ type: fc.constant('idea.unmerge' as const), input: fc.record({ id }) }),
      fc.record({
        type: fc.constant('idea.set-status' as const),
        input: fc.record({ id, status: fc.constantFrom('planned', 'shipped', 'proposed', 'adopted') }),
      }),
      fc.record({ type: fc.constant('post.remove' as const), input: fc.record({ ref: id.map(ref) }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const world = withIdeas();
        for (const { type, input } of steps) {
          try {
            world.do(tess, type, input);
          } catch {
            // What is not allowed just now changes nothing, which `counts` shows.
          }
          const { kept, counted } = world.counts();
          expect(kept).toEqual(counted);
          const comments = world.all('comment').filter(({ subject }) => world.get(subject));
          for (const { board, subject } of comments) expect(board).toBe(world.need('idea', subject.id).board);
        }
      }),
    );
  });

  it('enters each act into the audit, and none that changes nothing', () => {
    const world = withIdeas();
    for (const pinned of [true, true, false]) world.do(tess, 'idea.pin', { id: 'i0', pinned });
    for (const archived of [true, true, false]) world.do(lea, 'idea.archive', { id: 'i1', archived });
    for (const board of ['how', 'how']) world.do(tess, 'idea.move', { id: 'i2', board });
    expect(audit(world)).toEqual(
      expect.arrayContaining([
        'tess pin i0',
        'tess unpin i0',
        'lea archive i1',
        'lea unarchive i1',
        'tess move i2',
      ]),
    );
    expect(audit(world)).toHaveLength(5);
  });

  it('frees the votes on what is archived, and counts them again when it is back', () => {
    const world = withIdeas();
    world.do(lea, 'board.edit', { id: 'product', budget: 1 });
    expect(world.refusal(ana, 'vote.set', { subject: ref('i1'), value: 1 })).toBe('conflict');
    world.do(tess, 'idea.archive', { id: 'i0', archived: true });
    world.do(ana, 'vote.set', { subject: ref('i1'), value: 1 });
    world.do(tess, 'idea.archive', { id: 'i0', archived: false });
    expect(world.refusal(ana, 'vote.set', { subject: ref('i2'), value: 1 })).toBe('conflict');
    expect(world.need('idea', 'i0').tally.score).toBe(1);
  });

  it('puts nothing away that waits for review, nor pins it', () => {
    const world = withIdeas();
    world.do(lea, 'community.edit', { review: 'everyone' });
    world.do(ben, 'idea.create', { id: 'waits', board: 'product', title: 'It waits' });
    expect(world.refusal(tess, 'idea.archive', { id: 'waits', archived: true })).toBe('forbidden');
    expect(world.refusal(tess, 'idea.pin', { id: 'waits', pinned: true })).toBe('forbidden');
    world.do(tess, 'idea.move', { id: 'waits', board: 'how' });
    expect(world.need('board', 'how').counts).toEqual({});
  });

  it('says which tag is not the board’s, and how many are too many', () => {
    const world = withIdeas();
    const tags = Array.from({ length: 11 }, (_, at) => ({ id: `t${at}`, label: `Tag ${at}` }));
    world.do(lea, 'board.edit', { id: 'product', tags });
    const add = tags.slice(0, 10).map(({ id }) => id);
    expect(() => world.do(tess, 'idea.set-tags', { id: 'i0', add: ['nonsense'] })).toThrow(
      'no tag “nonsense”',
    );
    expect(() => world.do(tess, 'idea.set-tags', { id: 'i0', add })).toThrow('at most 10 tags');
    world.do(tess, 'idea.set-tags', { id: 'i0', add, remove: ['list'] });
    expect(world.need('idea', 'i0').tags).toEqual(add);
  });

  it('is anticipated where a page has loaded its rules', () => {
    const world = withIdeas();
    const pin = command('c', 'idea.pin', { id: 'i0', pinned: true });
    const context = { actor: tess, now: world.now };
    expect(anticipate(world, pin, context)).toEqual([]);
    anticipateAlso(teamRules);
    expect(anticipate(world, pin, context)).toContainEqual({
      type: 'put',
      entity: expect.objectContaining({ id: 'i0', pinned: true }) as unknown,
    });
  });
});
