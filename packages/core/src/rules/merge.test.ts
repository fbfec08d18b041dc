import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../backend.js';
import { voteId, type Idea } from '../entity.js';
import { RallyError } from '../error.js';
import { people, start, TestWorld } from '../reduce.test.world.js';

const { ana, ben, cleo, guest, tess, lea, operator } = people;
const ref = (id: string) => ({ kind: 'idea', id }) as const;
const voters = [ana, ben, cleo, guest, tess, lea] as const;
type Value = -1 | 0 | 1;

/** Ideas `a`, `b` and `c` on one board where people vote for or against, with votes from another system. */
function withIdeas(): TestWorld {
  const world = new TestWorld();
  for (const [at, id] of ['a', 'b', 'c'].entries()) {
    const head = { revision: 1, createdAt: start, updatedAt: start, statusAt: start, textRevision: 1 };
    const tally = { score: at + 3, up: 0, down: 0, imported: at + 3 };
    const text = { title: id, body: '', tags: [], status: 'proposed', author: 'ana', board: 'how' };
    const entity: Idea = { kind: 'idea', id, ...head, ...text, tally, comments: 0, trend: 0 };
    world.do(operator, 'entity.import', { entity });
  }
  return world;
}

const vote = (world: TestWorld, who: Identity, id: string, value: Value) =>
  world.do(who, 'vote.set', { subject: ref(id), value });

/** An idea but for what any change of it moves. */
function standing(world: TestWorld, id: string) {
  const { revision: _r, updatedAt: _u, trend, ...idea } = world.need('idea', id);
  const votes = world.all('vote').filter((vote) => vote.subject.id === id && vote.value !== 0);
  return {
    ...idea,
    trend: Number(trend.toFixed(6)),
    votes: votes.map(({ member, value, via }) => ({ member, value, via })),
  };
}

const say = (world: TestWorld, who: Identity, on: string, id: string, replyTo?: string) =>
  world.do(who, 'comment.create', { id, subject: ref(on), body: id, ...(replyTo && { replyTo }) });

/** Ids of the comments on an idea. */
const talkOn = (world: TestWorld, id: string) =>
  world
    .related({ kind: 'comment', of: ref(id) })
    .map((comment) => comment.id)
    .sort();

describe('merging an idea into another', () => {
  it('counts each voter of either once, and bare counts together', () => {
    const world = withIdeas();
    vote(world, ana, 'a', 1);
    vote(world, ben, 'a', 1);
    vote(world, ben, 'b', 1);
    vote(world, cleo, 'a', -1);
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.need('idea', 'b')).toMatchObject({
      tally: { score: 8, up: 2, down: 1, imported: 7 },
      merged: ['a'],
    });
    expect(world.need('vote', voteId('ana', ref('b')))).toMatchObject({ value: 1, via: 'a' });
  });

  it('keeps what the voter said on the other idea', () => {
    const world = withIdeas();
    vote(world, ben, 'a', 1);
    vote(world, ben, 'b', -1);
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.need('idea', 'b').tally).toMatchObject({ up: 0, down: 1 });
  });

  it('keeps the idea, and says where it went; its board counts it no more', () => {
    const world = withIdeas();
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.need('idea', 'a')).toMatchObject({ mergedInto: 'b', author: 'ana', tally: { imported: 3 } });
    expect(world.need('board', 'how').counts).toEqual({ proposed: 2 });
    expect(() => vote(world, ben, 'a', 1)).toThrow(/merged into the idea “b”/);
    const note = { id: 'x', subject: ref('a'), body: 'Here?' };
    expect(world.refusal(ben, 'comment.create', note)).toBe('forbidden');
    expect(world.refusal(tess, 'comment.create', note)).toBe('forbidden');
    expect(world.refusal(tess, 'idea.set-status', { id: 'a', status: 'adopted' })).toBe('forbidden');
    expect(world.refusal(tess, 'idea.respond', { id: 'a', body: 'Yes' })).toBe('forbidden');
    expect(world.refusal(ana, 'idea.edit', { id: 'a', revision: 99, title: 'New' })).toBe('forbidden');
  });

  it('is no news: the trend stays, and when a vote that came by it is taken back', () => {
    const world = withIdeas();
    vote(world, ana, 'a', 1);
    const { trend } = world.need('idea', 'b');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.need('idea', 'b').trend).toBe(trend);
    vote(world, ana, 'b', 0);
    expect(world.need('idea', 'b').trend).toBe(trend);
  });

  it('refuses itself, another board, what is merged already and what would go in a circle', () => {
    const world = withIdeas();
    world.do(ana, 'idea.create', { id: 'other', board: 'product', title: 'Other' });
    expect(world.refusal(tess, 'idea.merge', { id: 'a', into: 'a' })).toBe('invalid');
    expect(world.refusal(tess, 'idea.merge', { id: 'a', into: 'other' })).toBe('invalid');
    expect(world.refusal(tess, 'idea.merge', { id: 'a', into: 'gone' })).toBe('not-found');
    expect(world.refusal(ana, 'idea.merge', { id: 'a', into: 'b' })).toBe('forbidden');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.do(tess, 'idea.merge', { id: 'a', into: 'b' })).toBe(0);
    expect(world.refusal(tess, 'idea.merge', { id: 'a', into: 'c' })).toBe('forbidden');
    expect(world.refusal(tess, 'idea.merge', { id: 'b', into: 'a' })).toBe('invalid');
  });

  it('goes on in a chain, and is taken back from its end', () => {
    const world = withIdeas();
    vote(world, ana, 'a', 1);
    vote(world, ben, 'b', 1);
    const before = ['a', 'b', 'c'].map((id) => standing(world, id));
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(tess, 'idea.merge', { id: 'b', into: 'c' });
    expect(world.need('idea', 'c').tally).toEqual({ score: 14, up: 2, down: 0, imported: 12 });
    expect(world.refusal(tess, 'idea.unmerge', { id: 'a' })).toBe('conflict');
    world.do(tess, 'idea.unmerge', { id: 'b' });
    world.do(tess, 'idea.unmerge', { id: 'a' });
    expect(['a', 'b', 'c'].map((id) => standing(world, id))).toEqual(before);
  });

  it('of two ideas: who voted on both still counts when one is taken back', () => {
    const world = withIdeas();
    for (const id of ['a', 'b']) vote(world, ana, id, 1);
    world.do(tess, 'idea.merge', { id: 'a', into: 'c' });
    world.do(tess, 'idea.merge', { id: 'b', into: 'c' });
    world.do(tess, 'idea.unmerge', { id: 'a' });
    expect(world.need('idea', 'c')).toMatchObject({ tally: { up: 1, imported: 9 }, merged: ['b'] });
    world.do(tess, 'idea.unmerge', { id: 'b' });
    expect(world.need('idea', 'c').tally).toEqual({ score: 5, up: 0, down: 0, imported: 5 });
  });

  it('can be taken back when the other idea is gone', () => {
    const world = withIdeas();
    vote(world, ben, 'a', 1);
    const before = standing(world, 'a');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(tess, 'post.remove', { ref: ref('b') });
    world.do(tess, 'idea.unmerge', { id: 'a' });
    expect(standing(world, 'a')).toEqual(before);
    expect(world.need('board', 'how').counts).toEqual({ proposed: 2 });
  });

  it('moves the talk along, and takes it back with its replies, through a chain', () => {
    const world = withIdeas();
    say(world, ana, 'a', 'on-a');
    say(world, ben, 'b', 'on-b');
    say(world, ben, 'a', 'reply', 'on-a');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(tess, 'idea.merge', { id: 'b', into: 'c' });
    expect(talkOn(world, 'c')).toEqual(['on-a', 'on-b', 'reply']);
    expect(['a', 'b', 'c'].map((id) => world.need('idea', id).comments)).toEqual([0, 0, 3]);
    expect(world.need('comment', 'on-a')).toMatchObject({ author: 'ana', via: ['a', 'b'] });
    say(world, cleo, 'c', 'since', 'reply');
    say(world, cleo, 'c', 'own');
    world.do(tess, 'idea.unmerge', { id: 'b' });
    expect(talkOn(world, 'c')).toEqual(['own']);
    expect(talkOn(world, 'b')).toEqual(['on-a', 'on-b', 'reply', 'since']);
    world.do(tess, 'idea.unmerge', { id: 'a' });
    expect(talkOn(world, 'a')).toEqual(['on-a', 'reply', 'since']);
    expect(world.need('comment', 'on-a')).not.toHaveProperty('via');
  });

  it('counts a comment that came and waits for review only once it is approved', () => {
    const world = withIdeas();
    world.do(lea, 'community.edit', { review: 'everyone' });
    say(world, ana, 'a', 'waits');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    expect(world.need('idea', 'b').comments).toBe(0);
    world.do(tess, 'post.approve', { ref: { kind: 'comment', id: 'waits' } });
    expect(['a', 'b'].map((id) => world.need('idea', id).comments)).toEqual([0, 1]);
  });

  it('lets the team alone remove what others’ ideas are in, and gives these back', () => {
    const world = withIdeas();
    vote(world, ben, 'a', 1);
    say(world, ben, 'a', 'said');
    const before = standing(world, 'a');
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(tess, 'idea.merge', { id: 'b', into: 'c' });
    expect(world.refusal(ana, 'post.remove', { ref: ref('c') })).toBe('forbidden');
    world.do(tess, 'post.remove', { ref: ref('c') });
    expect(world.need('idea', 'b')).toMatchObject({ merged: ['a'], comments: 1 });
    world.do(tess, 'post.remove', { ref: ref('b') });
    expect(standing(world, 'a')).toEqual(before);
    expect(talkOn(world, 'a')).toEqual(['said']);
    const { kept, counted } = world.counts();
    expect(kept).toEqual(counted);
  });

  it('does not miscount a merged idea that is removed', () => {
    const world = withIdeas();
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(ana, 'post.remove', { ref: ref('a') });
    expect(world.need('board', 'how').counts).toEqual({ proposed: 2 });
  });

  const cast = fc.record({
    who: fc.constantFrom<Identity>(...voters),
    value: fc.constantFrom<Value>(-1, 0, 1),
    id: fc.constantFrom('a', 'b'),
  });

  it('counts the union of the voters, whoever voted, and is taken back exactly, whatever came in between', () => {
    fc.assert(
      fc.property(fc.array(cast, { maxLength: 20 }), fc.array(cast, { maxLength: 12 }), (first, then) => {
        const world = withIdeas();
        for (const { who, id, value } of first) vote(world, who, id, value);
        const [a, b] = [standing(world, 'a'), standing(world, 'b')];
        const union = new Set([...a.votes, ...b.votes].map(({ member }) => member));

        world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
        const { tally } = world.need('idea', 'b');
        expect(tally.up + tally.down).toBe(union.size);
        expect(tally.imported).toBe(7);

        const own = new Map(b.votes.map(({ member, value }) => [member, value]));
        for (const { who, value } of then) {
          // To set what is there already is no act: it stays a vote that came with the other idea.
          const there = world.get({ kind: 'vote', id: voteId(who.id, ref('b')) })?.value ?? 0;
          vote(world, who, 'b', value);
          if (there !== value) own.set(who.id, value);
        }
        world.do(tess, 'idea.unmerge', { id: 'a' });
        expect(standing(world, 'a')).toEqual(a);
        const left = standing(world, 'b');
        const wanted = [...own].filter(([, value]) => value !== 0);
        expect(new Map(left.votes.map(({ member, value }) => [member, value]))).toEqual(new Map(wanted));
        if (then.length === 0) expect({ ...left, votes: [] }).toEqual({ ...b, votes: [] });
        const { kept, counted } = world.counts();
        expect(kept).toEqual(counted);
      }),
    );
  });

  /** Something said on an idea or, where there is something to reply to, as a reply; or a merge, or one taken back. */
  const turn = fc.oneof(
    { weight: 3, arbitrary: fc.record({ on: fc.constantFrom('a', 'b', 'c'), replyTo: fc.nat({ max: 9 }) }) },
    fc.record({ id: fc.constantFrom('a', 'b', 'c'), into: fc.constantFrom('a', 'b', 'c', undefined) }),
  );

  it('loses no comment and copies none, whatever is merged and taken back; all taken back, each is where it was said', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
        const world = withIdeas();
        const saidOn = new Map<string, string>();
        const rootOf = (id: string): string => {
          const { replyTo } = world.need('comment', id);
          return replyTo === undefined ? id : rootOf(replyTo);
        };
        for (const [at, act] of turns.entries()) {
          try {
            if ('into' in act) {
              if (act.into) world.do(tess, 'idea.merge', { id: act.id, into: act.into });
              else world.do(tess, 'idea.unmerge', { id: act.id });
            } else {
              const there = talkOn(world, act.on);
              const id = `c${at}`;
              say(world, ana, act.on, id, there[act.replyTo]);
              saidOn.set(id, there[act.replyTo] ? saidOn.get(rootOf(id))! : act.on);
            }
          } catch (error) {
            if (!RallyError.is(error)) throw error;
          }
          const talk = ['a', 'b', 'c'].map((id) => talkOn(world, id));
          expect(talk.flat().sort()).toEqual([...saidOn.keys()].sort());
          expect(['a', 'b', 'c'].map((id) => world.need('idea', id).comments)).toEqual(
            talk.map(({ length }) => length),
          );
          for (const { replyTo, subject } of world.all('comment'))
            if (replyTo) expect(world.need('comment', replyTo).subject).toEqual(subject);
        }
        for (let left = 3; left > 0; left--) {
          for (const idea of world.all('idea')) {
            const into = idea.mergedInto && world.need('idea', idea.mergedInto);
            if (into && !into.mergedInto) world.do(tess, 'idea.unmerge', { id: idea.id });
          }
        }
        for (const comment of world.all('comment')) {
          expect(comment.subject.id).toBe(saidOn.get(comment.id));
          expect(comment).not.toHaveProperty('via');
        }
      }),
    );
  });
});
