import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOneByOne } from '../limits.js';
import { people, TestWorld } from '../reduce.test.world.js';
import { followedSince, isTold } from '../following.js';

const { ana, ben, cleo, tess, lea, operator } = people;
const lamp = { kind: 'idea', id: 'lamp' } as const;

/** An idea that Ben wrote. */
function withIdea(): TestWorld {
  const world = new TestWorld();
  world.do(ben, 'idea.create', { id: 'lamp', board: 'product', title: 'A lamp' });
  return world;
}

const told = (world: TestWorld, who: string, how: 'all' | 'unread' = 'all') =>
  world
    .all('notification')
    .filter((each) => isTold(each, how, who, world))
    .map(({ what }) => what);
const unread = (world: TestWorld, who = 'ben') => told(world, who, 'unread').length;

describe('following an idea', () => {
  it('is what a vote, a comment, one’s own idea or a word of one’s own makes it, in any order', () => {
    const act = fc.constantFrom('vote', 'unvote', 'comment', 'follow', 'stop');
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        const world = withIdea();
        let [votes, said]: [boolean, boolean | undefined] = [false, undefined];
        acts.forEach((each, n) => {
          if (each === 'vote' || each === 'unvote') {
            votes = each === 'vote';
            world.do(ana, 'vote.set', { subject: lamp, value: votes ? 1 : 0 });
          } else if (each === 'comment') {
            said ??= true;
            world.do(ana, 'comment.create', { id: `c${n}`, subject: lamp, body: 'Yes.' });
          } else {
            said = each === 'follow';
            world.do(ana, 'follow.set', { idea: 'lamp', on: said });
          }
          expect(followedSince('ana', lamp, world) !== undefined).toBe(said ?? votes);
        });
      }),
    );
  });

  it('begins with the first of what makes it', () => {
    const world = withIdea();
    world.do(ana, 'follow.set', { idea: 'lamp', on: true });
    const since = world.now;
    world.do(ana, 'vote.set', { subject: lamp, value: 1 });
    expect(followedSince('ana', lamp, world)).toBe(since);
    expect(followedSince('ben', lamp, world)).toBe(world.need('idea', 'lamp').createdAt);
    expect(followedSince('cleo', lamp, world)).toBeUndefined();
  });

  it('goes along when an idea is merged, through every merge, but for those who stopped', () => {
    const world = withIdea();
    for (const id of ['light', 'sun']) world.do(lea, 'idea.create', { id, board: 'product', title: id });
    world.do(ana, 'follow.set', { idea: 'lamp', on: true });
    world.do(cleo, 'vote.set', { subject: lamp, value: 1 });
    world.do(cleo, 'follow.set', { idea: 'lamp', on: false });
    world.do(tess, 'idea.merge', { id: 'lamp', into: 'light' });
    world.do(tess, 'idea.merge', { id: 'light', into: 'sun' });
    const sun = { kind: 'idea', id: 'sun' } as const;
    for (const who of ['ana', 'ben', 'lea']) expect(followedSince(who, sun, world), who).toBeDefined();
    expect(followedSince('cleo', sun, world)).toBeUndefined();
    world.do(tess, 'idea.merge', { id: 'lamp', into: 'light' });
    expect(world.all('notification').filter(({ what }) => what === 'merge')).toHaveLength(2);
  });

  it('leaves who votes on the other idea themselves as they are', () => {
    const world = withIdea();
    world.do(lea, 'idea.create', { id: 'light', board: 'product', title: 'Light' });
    world.do(cleo, 'follow.set', { idea: 'lamp', on: false });
    world.do(cleo, 'vote.set', { subject: { kind: 'idea', id: 'light' }, value: 1 });
    world.do(tess, 'idea.merge', { id: 'lamp', into: 'light' });
    expect(followedSince('cleo', { kind: 'idea', id: 'light' }, world)).toBeDefined();
  });
});

describe('what is told', () => {
  it('is one thing for one act', () => {
    const world = withIdea();
    const act = { id: 'news', board: 'product', title: 'Light!', ships: ['lamp'], setShipped: true } as const;
    world.do(tess, 'update.publish', act);
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'open', note: 'Again.' });
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'open', note: 'Again.' });
    expect(told(world, 'ben')).toEqual(['update', 'status']);
  });

  it('is an official answer that comes later than a correction does', () => {
    const world = withIdea();
    world.do(tess, 'idea.respond', { id: 'lamp', body: 'Soon.' });
    world.now += 3_600_000;
    world.do(tess, 'idea.respond', { id: 'lamp', body: 'Not this year.' });
    expect(told(world, 'ben')).toEqual(['answer', 'answer']);
  });

  it('is a reply to one who wrote both the idea and the comment, once', () => {
    const world = withIdea();
    world.do(ben, 'comment.create', { id: 'c1', subject: lamp, body: 'Mine.' });
    world.do(ana, 'comment.create', { id: 'c2', subject: lamp, body: 'Yes.', replyTo: 'c1' });
    expect(told(world, 'ben')).toEqual(['reply']);
  });

  it('finds an id where notifications were imported, whose revisions are others', () => {
    const world = withIdea();
    const born = { revision: 1, createdAt: 1, updatedAt: 1, kind: 'notification', id: 'lamp~2' } as const;
    const entity = { ...born, what: 'answer', by: 'tess', subject: lamp, about: lamp } as const;
    world.do(operator, 'entity.import', { entity });
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'planned' });
    expect(told(world, 'ben')).toEqual(['status']);
  });
});

describe('reading what is told', () => {
  /** So many of them, and the ids in order. */
  function withMany(count: number): { world: TestWorld; ids: string[] } {
    const world = withIdea();
    for (let n = 0; n < count; n++)
      world.do(tess, 'idea.set-status', { id: 'lamp', status: n % 2 ? 'open' : 'planned' });
    return { world, ids: world.all('notification').map(({ id }) => id) };
  }

  it('leaves unread just what was not read, whatever is read in which order', () => {
    const act = fc.oneof(fc.record({ at: fc.nat({ max: 5 }) }), fc.record({ until: fc.nat({ max: 5 }) }));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 8 }), (acts) => {
        const { world, ids } = withMany(6);
        const left = new Set(ids);
        for (const each of acts) {
          if ('at' in each) {
            world.do(ben, 'mark.set', { ids: [ids[each.at]!, 'none'] });
            left.delete(ids[each.at]!);
          } else {
            const until = world.need('notification', ids[each.until]!).createdAt;
            world.do(ben, 'mark.set', { until });
            ids.slice(0, each.until + 1).forEach((id) => left.delete(id));
          }
          const unread = world.all('notification').filter((one) => isTold(one, 'unread', 'ben', world));
          expect(unread.map(({ id }) => id)).toEqual([...left]);
        }
      }),
    );
  });

  it('cannot be done beforehand', () => {
    const { world } = withMany(1);
    world.do(ben, 'mark.set', { until: 8e15 });
    world.do(tess, 'idea.set-status', { id: 'lamp', status: 'open' });
    expect(unread(world)).toBe(1);
  });

  it('keeps what was read within bounds: of what is older than the last ones, all is read', () => {
    const { world, ids } = withMany(readOneByOne + 3);
    for (const id of ids.slice(1)) world.do(ben, 'mark.set', { ids: [id] });
    expect(world.need('mark', 'ben').read).toHaveLength(readOneByOne);
    expect(unread(world)).toBe(0);
  });

  it('changes nothing where it was read', () => {
    const { world, ids } = withMany(2);
    world.do(ben, 'mark.set', { ids });
    expect(world.do(ben, 'mark.set', { ids })).toBe(0);
    expect(world.do(ana, 'mark.set', { ids: ['none'] })).toBe(0);
  });
});
