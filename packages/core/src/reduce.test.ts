import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from './backend.js';
import { command, type Command } from './command.js';
import { refKey, voteId, type Board, type Entity } from './entity.js';
import { RallyError } from './error.js';
import { reduce, reduceAsync } from './reduce.js';
import { people, start, TestWorld } from './reduce.test.world.js';
import { relationKey } from './relation.js';

const { ana, ben, cleo, guest, tess, lea, operator } = people;
const idea = { kind: 'idea', id: 'scale' } as const;

function withIdea(): TestWorld {
  const world = new TestWorld();
  world.do(ana, 'idea.create', { id: 'scale', board: 'product', title: 'Scale a recipe', tags: ['list'] });
  return world;
}

function withQuestion(): TestWorld {
  const world = new TestWorld();
  world.do(ana, 'question.create', { id: 'q', board: 'help', title: 'How do I export?' });
  world.do(ben, 'answer.create', { id: 'a1', question: 'q', body: 'By the menu.' });
  world.do(cleo, 'answer.create', { id: 'a2', question: 'q', body: 'By the address.' });
  return world;
}

const board = (world: TestWorld, id: string): Board => world.need('board', id);

describe('ideas', () => {
  it('start in the first status of their board and are counted there', () => {
    const world = withIdea();
    expect(world.need('idea', 'scale')).toMatchObject({
      status: 'open',
      author: 'ana',
      revision: 1,
      tally: { score: 0 },
    });
    expect(board(world, 'product').counts).toEqual({ open: 1 });
  });

  it('make their author a member, once', () => {
    const world = withIdea();
    world.do(ana, 'idea.create', { id: 'two', board: 'product', title: 'Two' });
    expect(world.need('member', 'ana')).toMatchObject({ name: 'Ana', role: 'member', revision: 1 });
    expect(world.need('community', 'community').members).toBe(2);
  });

  it('refuse a taken id, a removed id, an unknown board and an unknown tag', () => {
    const world = withIdea();
    const again = { id: 'scale', board: 'product', title: 'Again' };
    expect(world.refusal(ben, 'idea.create', again)).toBe('conflict');
    world.do(ana, 'post.remove', { ref: idea });
    expect(world.refusal(ben, 'idea.create', again)).toBe('conflict');
    expect(world.refusal(ben, 'idea.create', { id: 'x', board: 'none', title: 'X' })).toBe('not-found');
    expect(world.refusal(ben, 'idea.create', { id: 'x', board: 'product', title: 'X', tags: ['none'] })).toBe(
      'invalid',
    );
  });

  it('take an edit by their author or the team, not by others', () => {
    const world = withIdea();
    world.do(ana, 'idea.edit', { id: 'scale', revision: 1, title: 'Scale recipes' });
    world.do(tess, 'idea.edit', { id: 'scale', revision: 2, body: 'More' });
    expect(world.need('idea', 'scale')).toMatchObject({
      title: 'Scale recipes',
      body: 'More',
      revision: 3,
      textRevision: 3,
    });
    expect(world.refusal(ben, 'idea.edit', { id: 'scale', revision: 3, title: 'Mine' })).toBe('forbidden');
  });

  it('refuse an edit of an older text, and give the current one; votes in between do not matter', () => {
    const world = withIdea();
    world.do(ben, 'vote.set', { subject: idea, value: 1 });
    world.do(ana, 'idea.edit', { id: 'scale', revision: 1, title: 'First' });
    const stale = command('late', 'idea.edit', { id: 'scale', revision: 1, title: 'Second' });
    const thrown = attempt(() => reduce(world, stale, { actor: ana, now: world.now }));
    expect(thrown).toMatchObject({ code: 'conflict', current: { title: 'First' } });
  });

  it('move through the pipeline by the team, with a note as the official response', () => {
    const world = withIdea();
    world.do(tess, 'idea.set-status', { id: 'scale', status: 'shipped', note: 'It is live.' });
    expect(world.need('idea', 'scale')).toMatchObject({
      status: 'shipped',
      response: { author: 'tess', body: 'It is live.' },
    });
    expect(board(world, 'product').counts).toEqual({ open: 0, shipped: 1 });
    expect(world.refusal(ana, 'idea.set-status', { id: 'scale', status: 'open' })).toBe('forbidden');
    expect(world.refusal(tess, 'idea.set-status', { id: 'scale', status: 'dreamt' })).toBe('invalid');
  });

  it('take their official response back by an empty one', () => {
    const world = withIdea();
    world.do(tess, 'idea.respond', { id: 'scale', body: 'Soon.' });
    world.do(tess, 'idea.respond', { id: 'scale', body: '' });
    expect(world.need('idea', 'scale')).not.toHaveProperty('response');
  });
});

describe('votes', () => {
  it('set: twice is once, and no change', () => {
    const world = withIdea();
    expect(world.do(ben, 'vote.set', { subject: idea, value: 1 })).toBeGreaterThan(0);
    expect(world.do(ben, 'vote.set', { subject: idea, value: 1 })).toBe(0);
    expect(world.need('idea', 'scale').tally).toEqual({ score: 1, up: 1, down: 0, imported: 0 });
  });

  it('restore tally and trend when taken back', () => {
    const world = withIdea();
    const before = world.need('idea', 'scale');
    world.do(ben, 'vote.set', { subject: idea, value: 1 });
    expect(world.need('idea', 'scale').trend).toBeGreaterThan(before.trend);
    world.do(ben, 'vote.set', { subject: idea, value: 0 });
    const after = world.need('idea', 'scale');
    expect(after.tally).toEqual(before.tally);
    expect(after.trend).toBeCloseTo(before.trend, 9);
  });

  it('against a post are for boards that take them', () => {
    const world = withIdea();
    expect(world.refusal(ben, 'vote.set', { subject: idea, value: -1 })).toBe('invalid');
    world.do(ana, 'idea.create', { id: 'stand-up', board: 'how', title: 'Shorter stand-ups' });
    world.do(ben, 'vote.set', { subject: { kind: 'idea', id: 'stand-up' }, value: -1 });
    expect(world.need('idea', 'stand-up').tally).toEqual({ score: -1, up: 0, down: 1, imported: 0 });
  });

  it('are refused where voting is over: closed status, locked post', () => {
    const world = withIdea();
    world.do(tess, 'idea.set-status', { id: 'scale', status: 'declined' });
    expect(world.refusal(ben, 'vote.set', { subject: idea, value: 1 })).toBe('forbidden');
    world.do(tess, 'idea.set-status', { id: 'scale', status: 'open' });
    world.do(tess, 'post.lock', { ref: idea, locked: true });
    expect(world.refusal(ben, 'vote.set', { subject: idea, value: 1 })).toBe('forbidden');
  });

  it('follow the guest policy, and need somebody', () => {
    const world = withIdea();
    world.do(guest, 'vote.set', { subject: idea, value: 1 });
    expect(world.refusal(guest, 'idea.create', { id: 'g', board: 'product', title: 'G' })).toBe(
      'unauthenticated',
    );
    expect(world.refusal(null, 'vote.set', { subject: idea, value: 1 })).toBe('unauthenticated');
    world.do(lea, 'community.edit', { guests: 'none' });
    expect(world.refusal(guest, 'vote.set', { subject: idea, value: 0 })).toBe('unauthenticated');
  });

  it('of any members in any order, and any number of times, count each member once', () => {
    const act = fc.record({
      who: fc.constantFrom<Identity>(ana, ben, cleo, guest, tess),
      value: fc.constantFrom(-1 as const, 0 as const, 1 as const),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const world = new TestWorld();
        world.do(ana, 'idea.create', { id: 'x', board: 'how', title: 'X' });
        const last = new Map<string, number>();
        for (const { who, value } of acts) {
          world.do(who, 'vote.set', { subject: { kind: 'idea', id: 'x' }, value });
          last.set(who.id, value);
        }
        const values = [...last.values()];
        const up = values.filter((value) => value > 0).length;
        const down = values.filter((value) => value < 0).length;
        expect(world.need('idea', 'x').tally).toEqual({ score: up - down, up, down, imported: 0 });
        for (const vote of world.all('vote')) expect(vote.value).toBe(last.get(vote.member));
      }),
    );
  });
});

describe('questions', () => {
  it('follow their answers: open, answered, solved and back', () => {
    const world = withQuestion();
    expect(world.need('question', 'q')).toMatchObject({ status: 'answered', answers: 2 });
    world.do(ana, 'answer.accept', { question: 'q', answer: 'a1' });
    expect(world.need('question', 'q')).toMatchObject({ status: 'solved', accepted: 'a1' });
    expect(board(world, 'help').counts).toEqual({ open: 0, answered: 0, solved: 1 });
    world.do(ana, 'answer.accept', { question: 'q', answer: null });
    expect(world.need('question', 'q')).toMatchObject({ status: 'answered' });
  });

  it('have at most one accepted answer, one of their own, chosen by the asker or the team', () => {
    const world = withQuestion();
    world.do(ben, 'question.create', { id: 'other', board: 'help', title: 'Other' });
    world.do(ana, 'answer.accept', { question: 'q', answer: 'a1' });
    world.do(ana, 'answer.accept', { question: 'q', answer: 'a2' });
    expect(world.need('question', 'q').accepted).toBe('a2');
    expect(world.refusal(ben, 'answer.accept', { question: 'other', answer: 'a1' })).toBe('invalid');
    expect(world.refusal(ben, 'answer.accept', { question: 'q', answer: 'a1' })).toBe('forbidden');
  });

  it('lose an accepted answer with its removal', () => {
    const world = withQuestion();
    world.do(ana, 'answer.accept', { question: 'q', answer: 'a1' });
    world.do(ben, 'post.remove', { ref: { kind: 'answer', id: 'a1' } });
    expect(world.need('question', 'q')).toMatchObject({ status: 'answered', answers: 1 });
    expect(world.need('question', 'q')).not.toHaveProperty('accepted');
  });

  it('take their answers with them when removed', () => {
    const world = withQuestion();
    world.do(ana, 'post.remove', { ref: { kind: 'question', id: 'q' } });
    expect(world.refusal(cleo, 'vote.set', { subject: { kind: 'answer', id: 'a1' }, value: 1 })).toBe(
      'not-found',
    );
    expect(board(world, 'help').counts).toMatchObject({ answered: 0 });
  });
});

describe('comments', () => {
  it('are counted on their subject, and reply within it', () => {
    const world = withIdea();
    world.do(ben, 'comment.create', { id: 'c1', subject: idea, body: 'Yes' });
    world.do(ana, 'comment.create', { id: 'c2', subject: idea, body: 'Why?', replyTo: 'c1' });
    expect(world.need('idea', 'scale').comments).toBe(2);
    expect(world.need('idea', 'scale').talkedAt).toBe(world.need('comment', 'c2').createdAt);
    world.do(ben, 'post.remove', { ref: { kind: 'comment', id: 'c1' } });
    expect(world.need('idea', 'scale').comments).toBe(1);
    world.do(ana, 'idea.create', { id: 'two', board: 'product', title: 'Two' });
    const elsewhere = { id: 'c3', subject: { kind: 'idea', id: 'two' }, body: 'No', replyTo: 'c2' } as const;
    expect(world.refusal(ben, 'comment.create', elsewhere)).toBe('invalid');
  });
});

describe('polls', () => {
  function withPoll(choice: 'single' | 'multiple'): TestWorld {
    const world = new TestWorld();
    const options = ['x', 'y', 'z'].map((id) => ({ id, label: id.toUpperCase() }));
    world.do(tess, 'poll.create', { id: 'p', board: 'product', title: 'Which first?', choice, options });
    return world;
  }

  it('count each person once, by their last answer', () => {
    const world = withPoll('multiple');
    world.do(ana, 'ballot.set', { poll: 'p', options: ['x', 'y'] });
    world.do(ana, 'ballot.set', { poll: 'p', options: ['y', 'z'] });
    world.do(ben, 'ballot.set', { poll: 'p', options: ['z'] });
    expect(world.need('poll', 'p').tally).toEqual({ voters: 2, options: { x: 0, y: 1, z: 2 } });
    world.do(ana, 'ballot.set', { poll: 'p', options: [] });
    expect(world.need('poll', 'p').tally).toEqual({ voters: 1, options: { x: 0, y: 0, z: 1 } });
  });

  it('hold their method and their options, and close', () => {
    const world = withPoll('single');
    expect(world.refusal(ana, 'ballot.set', { poll: 'p', options: ['x', 'y'] })).toBe('invalid');
    expect(world.refusal(ana, 'ballot.set', { poll: 'p', options: ['q'] })).toBe('invalid');
    world.do(tess, 'poll.close', { id: 'p' });
    expect(world.refusal(ana, 'ballot.set', { poll: 'p', options: ['x'] })).toBe('forbidden');
  });
});

describe('imports', () => {
  const head = { revision: 9, createdAt: start - 1e9, updatedAt: start };
  const old: Entity = {
    kind: 'idea',
    id: 'uv-1',
    board: 'product',
    author: 'ana',
    title: 'Old',
    body: '',
    tags: [],
    status: 'shipped',
    statusAt: start,
    textRevision: 4,
    comments: 99,
    talkedAt: start,
    tally: { score: 500, up: 400, down: 0, imported: 100 },
    trend: 1,
    ...head,
  };

  it('keep author, time and bare vote counts, and count the rest anew', () => {
    const world = new TestWorld();
    world.do(operator, 'entity.import', { entity: old });
    expect(world.need('idea', 'uv-1')).toMatchObject({
      author: 'ana',
      createdAt: head.createdAt,
      comments: 0,
      tally: { score: 100, up: 0, imported: 100 },
    });
    expect(board(world, 'product').counts).toEqual({ shipped: 1 });
    const vote = {
      kind: 'vote',
      id: voteId('ben', old),
      member: 'ben',
      subject: { kind: 'idea', id: 'uv-1' },
      value: 1,
    } as const;
    world.do(operator, 'entity.import', { entity: { ...vote, ...head } });
    expect(world.need('idea', 'uv-1').tally).toEqual({ score: 101, up: 1, down: 0, imported: 100 });
  });

  it('leave what is here, or was removed here, as it is', () => {
    const world = new TestWorld();
    world.do(operator, 'entity.import', { entity: old });
    world.do(tess, 'idea.edit', { id: 'uv-1', revision: 1, title: 'Edited' });
    expect(world.do(operator, 'entity.import', { entity: old })).toBe(0);
    expect(world.need('idea', 'uv-1').title).toBe('Edited');
    world.do(tess, 'post.remove', { ref: { kind: 'idea', id: 'uv-1' } });
    expect(world.do(operator, 'entity.import', { entity: old })).toBe(0);
  });

  it('are for operators', () => {
    expect(new TestWorld().refusal(lea, 'entity.import', { entity: old })).toBe('forbidden');
  });
});

describe('reduceAsync', () => {
  it('gives what reduce gives, asking only for what is read', async () => {
    const world = withQuestion();
    const acts: [Identity, Command][] = [
      [ana, command('1', 'answer.accept', { question: 'q', answer: 'a1' })],
      [ben, command('2', 'vote.set', { subject: { kind: 'answer', id: 'a2' }, value: 1 })],
      [guest, command('3', 'idea.create', { id: 'n', board: 'product', title: 'N' })],
      [cleo, command('4', 'post.remove', { ref: { kind: 'answer', id: 'a1' } })],
      [
        cleo,
        command('5', 'comment.create', { id: 'c', subject: { kind: 'answer', id: 'a1' }, body: 'Thanks' }),
      ],
    ];
    for (const [actor, act] of acts) {
      const context = { actor, now: world.now };
      const wanted = attempt(() => reduce(world, act, context));
      const asked: string[] = [];
      const got = await reduceAsync(
        {
          async get(refs) {
            asked.push(...refs.map(refKey));
            return refs.map((ref) => world.get(ref) ?? world.tombstones.get(refKey(ref)));
          },
          async related(relations) {
            asked.push(...relations.map(relationKey));
            return relations.map((relation) => world.related(relation));
          },
        },
        act,
        context,
      ).catch((error: unknown) => error);
      if (RallyError.is(wanted)) expect(got).toMatchObject({ code: wanted.code });
      else expect(got).toEqual(wanted);
      expect(new Set(asked).size).toBe(asked.length);
    }
  });
});

describe('revisions', () => {
  it('grow by one with each act that changes an entity, and inputs are never touched', () => {
    const world = withIdea();
    const input = Object.freeze({ subject: Object.freeze({ ...idea }), value: 1 as const });
    for (const who of [ana, ben, cleo]) world.do(who, 'vote.set', input);
    expect(world.need('idea', 'scale').revision).toBe(4);
  });
});

function attempt<T>(act: () => T): T | RallyError {
  try {
    return act();
  } catch (error) {
    if (RallyError.is(error)) return error;
    throw error;
  }
}
