import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../backend.js';
import type { CommandInputs } from '../command.js';
import { formerMember, type Idea, type Status } from '../entity.js';
import { RallyError } from '../error.js';
import { people, start, TestWorld } from '../reduce.test.world.js';

const { ana, ben, cleo, guest, tess, lea, operator } = people;
const ref = (id: string) => ({ kind: 'idea', id }) as const;

/** Ideas `a`, `b` and `c` of Ana, Ben and Cleo; `a` came with three votes that have no voters. */
function withIdeas(): TestWorld {
  const world = new TestWorld();
  world.do(lea, 'community.edit', { guests: 'post' });
  const head = { revision: 1, createdAt: start, updatedAt: start, statusAt: start, textRevision: 1 };
  const text = { body: '', tags: [], status: 'open', board: 'product', comments: 0, trend: 0 };
  for (const [id, author, imported] of [
    ['a', 'ana', 3],
    ['b', 'ben', 0],
    ['c', 'cleo', 0],
  ] as const) {
    const tally = { score: imported, up: 0, down: 0, imported };
    const entity: Idea = { kind: 'idea', id, title: id, author, tally, ...head, ...text };
    world.do(operator, 'entity.import', { entity });
  }
  return world;
}

const publish = (world: TestWorld, more: Partial<CommandInputs['update.publish']> = {}) => {
  world.do(tess, 'update.publish', { id: 'u', board: 'product', title: 'News', ...more });
  return world.need('update', 'u');
};

const say = (world: TestWorld, who: Identity, on: string, id: string) =>
  world.do(who, 'comment.create', { id, subject: ref(on), body: id });

describe('publishing an update', () => {
  it('tells what was done, with each idea and label once', () => {
    const update = publish(withIdeas(), { labels: ['fixed', 'new', 'fixed'], ships: ['b', 'a', 'b'] });
    expect(update).toMatchObject({ author: 'tess', body: '', labels: ['new', 'fixed'], ships: ['b', 'a'] });
  });

  it('names the ideas that merged ones went to', () => {
    const world = withIdeas();
    world.do(tess, 'idea.merge', { id: 'a', into: 'b' });
    world.do(tess, 'idea.merge', { id: 'b', into: 'c' });
    expect(publish(world, { ships: ['a', 'c'] }).ships).toEqual(['c']);
  });

  it.each<[string, Partial<CommandInputs['update.publish']>, string]>([
    ['an idea that is not there', { ships: ['a', 'gone'] }, 'ships.1'],
    ['an idea that waits for review', { ships: ['a', 'waits'] }, 'ships.1'],
    ['a board that is not there', { board: 'gone' }, 'board'],
    ['no ideas to set as shipped', { setShipped: true }, 'ships'],
    ['an idea that cannot be shipped', { ships: ['stuck'], setShipped: true }, 'setShipped'],
  ])('refuses %s by the name of the field, and changes nothing', (_, more, field) => {
    const world = withIdeas();
    world.do(lea, 'community.edit', { review: 'everyone' });
    world.do(ana, 'idea.create', { id: 'waits', board: 'product', title: 'Waits' });
    const pipeline: Status[] = [{ id: 'open', label: 'Open', tone: 'calm' }];
    world.do(lea, 'board.create', { id: 'flat', purpose: 'process', title: 'Flat', pipeline });
    world.do(lea, 'idea.create', { id: 'stuck', board: 'flat', title: 'Stuck' });
    const before = JSON.stringify([...world.entities]);
    expect.assertions(2);
    try {
      publish(world, more);
    } catch (error) {
      expect(RallyError.is(error) && Object.keys(error.fields ?? {})).toEqual([field]);
    }
    expect(JSON.stringify([...world.entities])).toBe(before);
  });

  it('sets its ideas as shipped with the title as their answer, but for what is a success already', () => {
    const world = withIdeas();
    world.do(tess, 'idea.set-status', { id: 'b', status: 'shipped', note: 'In May.' });
    const before = world.need('idea', 'b');
    publish(world, { ships: ['a', 'b'], setShipped: true });
    expect(world.need('idea', 'a')).toMatchObject({
      status: 'shipped',
      response: { author: 'tess', body: 'News', update: 'u' },
    });
    expect(world.need('idea', 'b')).toEqual(before);
    expect(world.need('board', 'product').counts).toEqual({ open: 1, shipped: 2 });
  });

  it('moves the goals that count successes along', () => {
    const world = withIdeas();
    const measure = {
      ...{ name: 'Done', unit: '', baseline: 1, target: 9, current: 0 },
      counts: 'successes',
    } as const;
    world.do(lea, 'goal.create', {
      ...{ id: 'g', board: 'product', title: 'Do', memberValue: '', businessValue: '', measure },
      ...{ audience: 'customers', startsAt: start, endsAt: start + 1, promiseDays: 3 },
    });
    publish(world, { ships: ['a', 'b'], setShipped: true });
    expect(world.need('goal', 'g').measure.current).toBe(3);
  });

  it('is for the team', () => {
    const world = withIdeas();
    const input = { id: 'u', board: 'product', title: 'Mine' };
    expect(world.refusal(ana, 'update.publish', input)).toBe('forbidden');
    expect(world.refusal(guest, 'update.publish', input)).toBe('unauthenticated');
  });
});

describe('changing and removing an update', () => {
  it('keeps who is thanked unless the ideas are named again', () => {
    const world = withIdeas();
    const { thanks } = publish(world, { ships: ['a'] });
    say(world, ben, 'a', 'at-last');
    world.do(lea, 'update.edit', { id: 'u', revision: 1, title: 'Good news' });
    expect(world.need('update', 'u')).toMatchObject({ title: 'Good news', author: 'tess', thanks });
    world.do(lea, 'update.edit', { id: 'u', revision: 2, ships: ['a'] });
    expect(world.need('update', 'u').thanks.people).toEqual(['ana', 'ben']);
  });

  it('refuses to write over a later text, and shows it', () => {
    const world = withIdeas();
    publish(world);
    world.do(lea, 'update.edit', { id: 'u', revision: 1, body: 'More.' });
    expect(world.refusal(tess, 'update.edit', { id: 'u', revision: 1, body: 'Less.' })).toBe('conflict');
    expect(world.do(tess, 'update.edit', { id: 'u', revision: 2, body: 'More.' })).toBe(0);
  });

  it('sets ideas as shipped that are named later', () => {
    const world = withIdeas();
    publish(world);
    world.do(tess, 'update.edit', { id: 'u', revision: 1, ships: ['c'], setShipped: true });
    expect(world.need('idea', 'c')).toMatchObject({ status: 'shipped', response: { body: 'News' } });
  });

  it('leaves the ideas as they are when it is removed, and tells of it where another did', () => {
    const world = withIdeas();
    publish(world, { ships: ['a'], setShipped: true });
    world.do(lea, 'update.remove', { id: 'u' });
    expect(world.need('idea', 'a').status).toBe('shipped');
    expect(world.all('audit')).toMatchObject([{ action: 'remove', subject: { kind: 'update', id: 'u' } }]);
    world.do(tess, 'update.publish', { id: 'v', board: 'product', title: 'Mine' });
    world.do(tess, 'update.remove', { id: 'v' });
    expect(world.all('audit')).toHaveLength(1);
  });
});

describe('who is thanked', () => {
  it('are authors and who said something, the first first, and the number of others who voted', () => {
    const world = withIdeas();
    say(world, cleo, 'a', 'first');
    say(world, guest, 'b', 'second');
    for (const who of [ana, ben, lea, tess]) world.do(who, 'vote.set', { subject: ref('a'), value: 1 });
    world.do(tess, 'idea.merge', { id: 'b', into: 'a' });
    // Ana, Ben, Lea and three without names voted. Tess tells of it.
    expect(publish(world, { ships: ['a'] }).thanks).toEqual({
      people: ['ana', 'ben', 'cleo', 'guest-1'],
      others: 2,
    });
  });

  it('leaves out who was erased: of who is erased later the number stays', () => {
    const world = withIdeas();
    world.do(ben, 'vote.set', { subject: ref('c'), value: 1 });
    world.do(lea, 'member.erase', { id: 'ben' });
    expect(publish(world, { ships: ['a', 'b'] }).thanks).toEqual({ people: ['ana'], others: 2 });
    world.do(ana, 'vote.set', { subject: ref('a'), value: 1 });
    world.do(lea, 'member.erase', { id: 'ana' });
    world.do(tess, 'vote.set', { subject: ref('a'), value: 1 });
    world.do(lea, 'member.erase', { id: 'tess' });
    expect(world.need('update', 'u')).toMatchObject({
      author: formerMember,
      thanks: { people: [], others: 3 },
    });
  });

  const voters = [ana, ben, cleo, guest, lea, tess] as const;
  const acts = fc.array(
    fc.record({
      what: fc.constantFrom('vote', 'say', 'merge'),
      who: fc.constantFrom(...voters),
      on: fc.constantFrom('a', 'b', 'c'),
      other: fc.constantFrom('a', 'b', 'c'),
    }),
    { maxLength: 14 },
  );

  it('names whoever wrote or said something and never counts anybody twice, whatever was merged', () => {
    fc.assert(
      fc.property(acts, fc.subarray(['a', 'b', 'c']), (steps, ships) => {
        const world = withIdeas();
        const by: { on: string; who: string; named: boolean }[] = [
          { on: 'a', who: 'ana', named: true },
          { on: 'b', who: 'ben', named: true },
          { on: 'c', who: 'cleo', named: true },
        ];
        const leads = new Map<string, string>();
        const end = (id: string): string => (leads.has(id) ? end(leads.get(id)!) : id);
        steps.forEach(({ what, who, on, other }, at) => {
          if (leads.has(on)) return;
          if (what === 'vote') {
            if (world.do(who, 'vote.set', { subject: ref(on), value: 1 }) > 0)
              by.push({ on, who: who.id, named: false });
          } else if (what === 'say') {
            say(world, who, on, `s${at}`);
            by.push({ on, who: who.id, named: true });
          } else if (on !== other && !leads.has(other)) {
            world.do(tess, 'idea.merge', { id: on, into: other });
            leads.set(on, other);
          }
        });
        const { thanks, ...update } = publish(world, { ships });
        expect(update.ships).toEqual([...new Set(ships.map(end))]);
        const helped = by.filter(({ on, who }) => update.ships.includes(end(on)) && who !== 'tess');
        const named = new Set(helped.filter((each) => each.named).map(({ who }) => who));
        const voted = new Set(helped.filter((each) => !each.named).map(({ who }) => who));
        const imported = update.ships.includes(end('a')) ? 3 : 0;
        expect([...thanks.people].sort()).toEqual([...named].sort());
        expect(thanks.people.length + thanks.others).toBe(Math.max(named.size, voted.size + imported));
        const everybody = new Set(helped.map(({ who }) => who)).size + imported;
        expect(thanks.people.length + thanks.others).toBeLessThanOrEqual(everybody);
      }),
      { numRuns: 150 },
    );
  });
});
