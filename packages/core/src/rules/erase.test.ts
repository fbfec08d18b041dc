import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../backend.js';
import { formerMember, voteId, type Entity } from '../entity.js';
import { permitted } from '../permission.js';
import { people, start, TestWorld } from '../reduce.test.world.js';

const { ben, cleo, guest, tess, lea, operator } = people;
const zoe: Identity = { id: 'zoe-7', name: 'Zoe Zuckmayer', role: 'member' };
const ref = (id: string) => ({ kind: 'idea', id }) as const;

/** A community in which Zoe has done all that can be done. */
function withZoe(): TestWorld {
  const world = new TestWorld();
  world.do(zoe, 'idea.create', { id: 'mine', board: 'product', title: 'Mine' });
  world.do(ben, 'idea.create', { id: 'theirs', board: 'how', title: 'Theirs' });
  world.do(zoe, 'question.create', { id: 'q', board: 'help', title: 'How?' });
  world.do(zoe, 'answer.create', { id: 'an', question: 'q', body: 'So.' });
  world.do(zoe, 'comment.create', { id: 'co', subject: ref('theirs'), body: 'Hm.' });
  world.do({ ...zoe, role: 'team' }, 'idea.respond', { id: 'theirs', body: 'We will.' });
  const options = ['x', 'y'].map((id) => ({ id, label: id }));
  world.do(tess, 'poll.create', { id: 'p', board: 'product', title: 'Which?', choice: 'single', options });
  world.do(zoe, 'ballot.set', { poll: 'p', options: ['x'] });
  world.do(zoe, 'vote.set', { subject: ref('mine'), value: 1 });
  world.do(zoe, 'vote.set', { subject: ref('theirs'), value: -1 });
  return world;
}

describe('erasing a member', () => {
  it('leaves their name and their id nowhere but where it says that they are gone', () => {
    const world = withZoe();
    world.do(lea, 'member.erase', { id: 'zoe-7' });
    const left = [...world.entities.values()].filter((entity) => /zoe/i.test(JSON.stringify(entity)));
    expect(left.map(({ kind }) => kind)).toEqual(['audit']);
    expect(JSON.stringify(left)).not.toContain('Zuckmayer');
    expect([...world.tombstones.keys()]).toEqual(['member/zoe-7']);
  });

  it('keeps posts, by nobody in particular, and tallies', () => {
    const world = withZoe();
    world.do(zoe, 'member.erase', { id: 'zoe-7' });
    for (const [kind, id] of [
      ['idea', 'mine'],
      ['question', 'q'],
      ['answer', 'an'],
      ['comment', 'co'],
    ] as const)
      expect(world.need(kind, id)).toMatchObject({ author: formerMember });
    expect(world.need('idea', 'theirs').response).toMatchObject({ author: formerMember, body: 'We will.' });
    expect(world.need('idea', 'mine').tally).toEqual({ score: 1, up: 0, down: 0, imported: 1 });
    expect(world.need('idea', 'theirs').tally).toEqual({ score: -1, up: 0, down: 0, imported: -1 });
    expect(world.need('poll', 'p').tally).toEqual({ voters: 1, options: { x: 1, y: 0 } });
  });

  it('is for who leads, an operator and themself, and is in the audit unless they did it', () => {
    const world = withZoe();
    expect(world.refusal(ben, 'member.erase', { id: 'zoe-7' })).toBe('forbidden');
    expect(world.refusal(tess, 'member.erase', { id: 'zoe-7' })).toBe('forbidden');
    expect(world.refusal(null, 'member.erase', { id: 'zoe-7' })).toBe('unauthenticated');
    world.do(guest, 'vote.set', { subject: ref('mine'), value: 1 });
    world.do(guest, 'member.erase', { id: guest.id });
    expect(world.all('audit')).toEqual([]);
    world.do(operator, 'member.erase', { id: 'zoe-7' });
    expect(world.all('audit')).toMatchObject([{ action: 'erase', subject: { kind: 'member', id: 'zoe-7' } }]);
    expect(world.refusal(lea, 'member.erase', { id: 'zoe-7' })).toBe('not-found');
  });

  it('is for good: what they still had to send does nothing', () => {
    const world = withZoe();
    world.do(lea, 'member.erase', { id: 'zoe-7' });
    expect(world.refusal(zoe, 'vote.set', { subject: ref('theirs'), value: 1 })).toBe('forbidden');
    const gone = world.tombstones.get('member/zoe-7');
    expect(permitted(zoe, world.need('community', 'community'), gone)).toEqual([]);
  });

  it('makes nobody the author of what is left', () => {
    const world = withZoe();
    world.do(lea, 'member.erase', { id: 'zoe-7' });
    const usurper: Identity = { id: formerMember, name: 'Me', role: 'member' };
    expect(world.refusal(usurper, 'idea.edit', { id: 'mine', revision: 9, title: 'Mine now' })).toBe(
      'forbidden',
    );
  });

  it('does not come back by an import', () => {
    const world = withZoe();
    const vote = world.need('vote', voteId('zoe-7', ref('theirs')));
    world.do(lea, 'member.erase', { id: 'zoe-7' });
    expect(world.do(operator, 'entity.import', { entity: vote })).toBe(0);
    const late: Entity = { ...world.need('comment', 'co'), id: 'late', author: 'zoe-7', createdAt: start };
    world.do(operator, 'entity.import', { entity: late });
    expect(world.need('comment', 'late').author).toBe(formerMember);
  });

  it('keeps all tallies, whoever voted, merged or not, and unmerging still adds up', () => {
    const vote = fc.record({
      who: fc.constantFrom<Identity>(zoe, ben, cleo, tess),
      value: fc.constantFrom(-1 as const, 0 as const, 1 as const),
      id: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(vote, { maxLength: 20 }), fc.boolean(), (votes, merges) => {
        const world = new TestWorld();
        for (const id of ['a', 'b']) world.do(zoe, 'idea.create', { id, board: 'how', title: id });
        for (const { who, id, value } of votes) world.do(who, 'vote.set', { subject: ref(id), value });
        const scores = () => ['a', 'b'].map((id) => world.need('idea', id).tally.score);
        const apart = scores();
        if (merges) world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
        const before = scores();
        world.do(zoe, 'member.erase', { id: 'zoe-7' });
        expect(scores()).toEqual(before);
        expect(world.counts().kept).toEqual(world.counts().counted);
        if (merges) world.do(tess, 'idea.unmerge', { id: 'a' });
        expect(scores()).toEqual(apart);
        expect(world.counts().kept).toEqual(world.counts().counted);
      }),
    );
  });
});
