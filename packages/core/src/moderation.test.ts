import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from './backend.js';
import { communityRef, type Audit, type Entity } from './entity.js';
import { RallyError } from './error.js';
import { changesAccess, permitted, readerOf, visible } from './permission.js';
import { people, TestWorld } from './reduce.test.world.js';
import { viewerOf } from './viewer.js';

const { ana, ben, cleo, guest, tess, lea, operator } = people;
const idea = { kind: 'idea', id: 'scale' } as const;
const create = { id: 'scale', board: 'product', title: 'Scale a recipe' };

/** A community in which everybody’s posts wait for review. */
function reviewed(review: 'none' | 'guests' | 'everyone' = 'everyone'): TestWorld {
  const world = new TestWorld();
  world.do(lea, 'community.edit', { review, guests: 'post' });
  return world;
}

const entries = (world: TestWorld): [string, string, string][] =>
  world.all('audit').map(({ author, action, subject }: Audit) => [author, action, subject.id]);

describe('review', () => {
  it.each([
    ['none', { guest: undefined, member: undefined, team: undefined }],
    ['guests', { guest: true, member: undefined, team: undefined }],
    ['everyone', { guest: true, member: true, team: undefined }],
  ] as const)('of %s lets the posts of these wait', (review, waits) => {
    const world = reviewed(review);
    for (const [role, who] of [
      ['guest', guest],
      ['member', ana],
      ['team', tess],
    ] as const) {
      world.do(who, 'idea.create', { ...create, id: role });
      expect(world.need('idea', role).pending).toBe(waits[role]);
    }
  });

  it('keeps a post from being counted, seen or added to until it is approved', () => {
    const world = reviewed();
    world.do(ana, 'idea.create', create);
    const waiting = world.need('idea', 'scale');
    expect([null, ben, guest, ana, tess, operator].map((who) => visible(waiting, who))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(world.need('board', 'product').counts).toEqual({});
    const vote = { subject: idea, value: 1 } as const;
    const comment = { id: 'c', subject: idea, body: 'Yes' };
    for (const [who, code] of [
      [ben, 'not-found'],
      [ana, 'forbidden'],
      [tess, 'forbidden'],
    ] as const) {
      expect(world.refusal(who, 'vote.set', vote)).toBe(code);
      expect(world.refusal(who, 'comment.create', comment)).toBe(code);
    }
    expect(world.refusal(tess, 'idea.set-status', { id: 'scale', status: 'planned' })).toBe('forbidden');
    expect(world.refusal(ben, 'idea.create', create)).toBe('conflict');
    expect(world.refusal(ana, 'post.approve', { ref: idea })).toBe('forbidden');

    world.do(tess, 'post.approve', { ref: idea });
    expect(world.need('idea', 'scale')).not.toHaveProperty('pending');
    expect(world.need('idea', 'scale').trend).toBeGreaterThan(waiting.trend);
    expect(world.need('board', 'product').counts).toEqual({ open: 1 });
    world.do(ben, 'vote.set', vote);
    expect(world.do(tess, 'post.approve', { ref: idea })).toBe(0);
    expect(entries(world)).toEqual([['tess', 'approve', 'scale']]);
  });

  it('counts answers and comments where they belong once they are approved', () => {
    const world = reviewed();
    world.do(tess, 'question.create', { id: 'q', board: 'help', title: 'How?' });
    world.do(ana, 'answer.create', { id: 'a', question: 'q', body: 'So.' });
    world.do(ben, 'comment.create', { id: 'c', subject: { kind: 'question', id: 'q' }, body: 'Hm.' });
    expect(world.need('question', 'q')).toMatchObject({ answers: 0, comments: 0, status: 'open' });
    expect(world.refusal(tess, 'answer.accept', { question: 'q', answer: 'a' })).toBe('forbidden');
    const reply = { id: 'r', subject: { kind: 'question', id: 'q' }, replyTo: 'c', body: 'Why?' } as const;
    expect(world.refusal(cleo, 'comment.create', reply)).toBe('not-found');
    world.do(tess, 'post.approve', { ref: { kind: 'answer', id: 'a' } });
    world.do(tess, 'post.approve', { ref: { kind: 'comment', id: 'c' } });
    expect(world.need('question', 'q')).toMatchObject({ answers: 1, comments: 1, status: 'answered' });
    expect(world.need('board', 'help').counts).toMatchObject({ open: 0, answered: 1 });
  });

  it('is refused by removing, of which only author and team hear', () => {
    const world = reviewed();
    world.do(ana, 'idea.create', create);
    world.do(tess, 'post.remove', { ref: idea });
    expect(world.need('board', 'product').counts).toEqual({});
    const tombstone = world.tombstones.get('idea/scale')!;
    expect(tombstone.only).toBe('ana');
    expect([null, ben, ana, tess].map((who) => visible(tombstone, who))).toEqual([false, false, true, true]);
    expect(entries(world)).toEqual([['tess', 'remove', 'scale']]);
  });

  it('keeps waiting through an import, on which nothing hangs', () => {
    const world = reviewed();
    world.do(ana, 'idea.create', create);
    const waiting = world.need('idea', 'scale');
    const elsewhere = new TestWorld();
    elsewhere.do(operator, 'entity.import', { entity: waiting });
    expect(elsewhere.need('idea', 'scale').pending).toBe(true);
    expect(elsewhere.need('board', 'product').counts).toEqual({});
    const at = { revision: 1, createdAt: 0, updatedAt: 0 };
    const vote: Entity = { kind: 'vote', id: 'v', member: 'ben', subject: idea, value: 1, ...at };
    expect(elsewhere.refusal(operator, 'entity.import', { entity: vote })).toBe('forbidden');
  });
});

describe('the audit', () => {
  it('has one entry for each act of moderation that changed something, and none for one’s own posts', () => {
    const world = new TestWorld();
    world.do(ana, 'idea.create', create);
    world.do(ben, 'comment.create', { id: 'c', subject: idea, body: 'Yes' });
    world.do(ben, 'post.remove', { ref: { kind: 'comment', id: 'c' } });
    for (const locked of [true, true, false, true]) world.do(tess, 'post.lock', { ref: idea, locked });
    world.refusal(ben, 'post.lock', { ref: idea, locked: false });
    world.refusal(ben, 'post.remove', { ref: idea });
    world.do(lea, 'post.remove', { ref: idea });
    expect(entries(world)).toEqual([
      ['tess', 'lock', 'scale'],
      ['tess', 'unlock', 'scale'],
      ['tess', 'lock', 'scale'],
      ['lea', 'remove', 'scale'],
    ]);
    expect(world.all('audit').every((entry) => entry.revision === 1)).toBe(true);
  });

  it('is seen by the team, and an import overwrites none of it', () => {
    const world = new TestWorld();
    world.do(ana, 'idea.create', create);
    world.do(tess, 'post.lock', { ref: idea, locked: true });
    const [entry] = world.all('audit');
    expect([null, guest, ana, tess, lea, operator].map((who) => visible(entry!, who))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(world.do(operator, 'entity.import', { entity: { ...entry!, author: 'ben' } })).toBe(0);
    const copy = new TestWorld();
    copy.do(operator, 'entity.import', { entity: entry! });
    expect(copy.all('audit')).toEqual([entry]);
  });
});

describe('suspending', () => {
  it('takes and gives back access, by those who rank above', () => {
    const world = new TestWorld();
    const may = (who: Identity) => permitted(who, world.get(communityRef), member(who)).length;
    const member = (who: Identity) => world.get({ kind: 'member', id: who.id });
    world.do(ana, 'idea.create', create);
    world.do(tess, 'idea.respond', { id: 'scale', body: 'Soon.' });
    expect(world.refusal(tess, 'member.suspend', { member: 'tess', suspended: true })).toBe('forbidden');
    expect(world.refusal(ana, 'member.suspend', { member: 'ana', suspended: true })).toBe('forbidden');
    expect(world.refusal(lea, 'member.suspend', { member: 'nobody', suspended: true })).toBe('not-found');
    world.do(lea, 'member.suspend', { member: 'tess', suspended: true });
    expect(may(tess)).toBe(0);
    world.do(lea, 'member.suspend', { member: 'ana', suspended: true });
    expect(world.do(lea, 'member.suspend', { member: 'ana', suspended: true })).toBe(0);
    expect(world.refusal(ana, 'vote.set', { subject: idea, value: 1 })).toBe('forbidden');
    expect(readerOf(ana, member(ana))).toBe(null);
    expect(viewerOf(ana, world.get(communityRef), member(ana))).toMatchObject({
      member: { id: 'ana', suspended: true },
      may: [],
    });
    world.do(lea, 'member.suspend', { member: 'ana', suspended: false });
    expect(member(ana)).not.toHaveProperty('suspended');
    expect(readerOf(ana, member(ana))).toBe(ana);
    world.do(ana, 'vote.set', { subject: idea, value: 1 });
    expect(entries(world)).toEqual([
      ['lea', 'suspend', 'tess'],
      ['lea', 'suspend', 'ana'],
      ['lea', 'restore', 'ana'],
    ]);
    const told = world.all('audit').map((entity) => changesAccess({ type: 'put', entity }, ana));
    expect(told).toEqual([false, true, true]);
  });
});

describe('a goal that counts successes', () => {
  const goal = {
    id: 'g',
    board: 'product',
    title: 'Ship what members ask for',
    memberValue: 'Wishes come true.',
    businessValue: 'They stay.',
    audience: 'customers',
    measure: { name: 'Shipped', unit: 'ideas', baseline: 3, target: 10, current: 0, counts: 'successes' },
    startsAt: 0,
    endsAt: 1,
    promiseDays: 10,
  } as const;
  const help = { ...goal, id: 'h', board: 'help', measure: { ...goal.measure, baseline: 0 } };

  it('begins with what is there, and is not reported on', () => {
    const world = new TestWorld();
    world.do(ana, 'idea.create', create);
    world.do(tess, 'idea.set-status', { id: 'scale', status: 'shipped' });
    world.do(lea, 'goal.create', goal);
    expect(world.need('goal', 'g').measure.current).toBe(4);
    expect(world.refusal(lea, 'goal.report', { id: 'g', current: 9 })).toBe('forbidden');
    expect(
      world.refusal(lea, 'goal.create', { ...goal, id: 'down', measure: { ...goal.measure, target: 1 } }),
    ).toBe('invalid');
    const { kind, owner, revision, createdAt, updatedAt } = world.need('goal', 'g');
    const elsewhere = new TestWorld();
    const entity = { ...goal, kind, owner, revision, createdAt, updatedAt };
    elsewhere.do(operator, 'entity.import', { entity });
    expect(elsewhere.need('goal', 'g').measure.current).toBe(3);
    elsewhere.do(operator, 'entity.import', { entity: world.need('idea', 'scale') });
    expect(elsewhere.need('goal', 'g').measure.current).toBe(4);
  });

  it('always stands at its baseline and the successes of its board, whatever is done', () => {
    const who = fc.constantFrom(ana, ben, tess, lea, guest);
    const nth = fc.integer({ min: 0, max: 2 });
    const step = fc.oneof(
      fc.record({ who, type: fc.constant('idea.create' as const), at: nth }),
      fc.record({
        who,
        type: fc.constant('idea.set-status' as const),
        at: nth,
        to: fc.integer({ min: 0, max: 5 }),
      }),
      fc.record({ who, type: fc.constant('question.create' as const), at: nth }),
      fc.record({ who, type: fc.constant('answer.create' as const), at: nth }),
      fc.record({ who, type: fc.constant('answer.accept' as const), at: nth, on: fc.boolean() }),
      fc.record({
        who,
        type: fc.constantFrom('post.remove' as const, 'post.approve' as const),
        at: nth,
        kind: fc.constantFrom('idea' as const, 'question' as const, 'answer' as const),
      }),
      fc.record({ type: fc.constant('review' as const), review: fc.constantFrom('none', 'everyone') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const world = reviewed('none');
        world.do(lea, 'goal.create', goal);
        world.do(lea, 'goal.create', help);
        for (const each of steps) {
          try {
            take(world, each);
          } catch (error) {
            if (!RallyError.is(error)) throw error;
          }
          for (const { id, board: boardId, measure } of world.all('goal')) {
            const board = world.need('board', boardId);
            const posts = [...world.all('idea'), ...world.all('question')].filter(
              (post) => post.board === boardId && !post.pending,
            );
            const counts: Record<string, number> = {};
            for (const { status } of posts) counts[status] = (counts[status] ?? 0) + 1;
            for (const [status, n] of Object.entries(board.counts))
              expect(n, status).toBe(counts[status] ?? 0);
            const good = board.pipeline.filter(({ success }) => success).map((status) => status.id);
            const successes = posts.filter(({ status }) => good.includes(status)).length;
            expect(measure.current, id).toBe(measure.baseline + successes);
          }
        }
      }),
    );
  });

  type Step =
    | { type: 'idea.create' | 'question.create' | 'answer.create'; who: Identity; at: number }
    | { type: 'idea.set-status'; who: Identity; at: number; to: number }
    | { type: 'answer.accept'; who: Identity; at: number; on: boolean }
    | {
        type: 'post.remove' | 'post.approve';
        who: Identity;
        at: number;
        kind: 'idea' | 'question' | 'answer';
      }
    | { type: 'review'; review: string };

  function take(world: TestWorld, step: Step): void {
    switch (step.type) {
      case 'review':
        return void world.do(lea, 'community.edit', { review: step.review as 'none' });
      case 'idea.create':
        return void world.do(step.who, step.type, { ...create, id: `i${step.at}` });
      case 'idea.set-status': {
        const { id: status } = world.need('board', 'product').pipeline[step.to]!;
        return void world.do(step.who, step.type, { id: `i${step.at}`, status });
      }
      case 'question.create':
        return void world.do(step.who, step.type, { id: `q${step.at}`, board: 'help', title: 'How?' });
      case 'answer.create':
        return void world.do(step.who, step.type, {
          id: `a${step.at}`,
          question: `q${step.at}`,
          body: 'So.',
        });
      case 'answer.accept':
        return void world.do(step.who, step.type, {
          question: `q${step.at}`,
          answer: step.on ? `a${step.at}` : null,
        });
      case 'post.remove':
      case 'post.approve':
        return void world.do(step.who, step.type, {
          ref: { kind: step.kind, id: `${step.kind[0]}${step.at}` },
        });
    }
  }
});
