import { describe, expect, it } from 'vitest';
import type { Identity } from './backend.js';
import { checked, type CheckedSpec } from './checked.js';
import { command } from './command.js';
import { defineBackend } from './define-backend.js';
import {
  communityRef,
  voteId,
  type Board,
  type Entity,
  type Idea,
  type Member,
  type Vote,
} from './entity.js';
import { limits } from './limits.js';
import { presets } from './preset.js';

const base = { revision: 1, createdAt: 1, updatedAt: 1 } as const;
const ana: Identity = { id: 'ana', name: 'Ana', role: 'member' };
const { pipeline, votes } = presets['product-design'];
const board: Board = {
  ...{ kind: 'board', id: 'b', ...base, purpose: 'product-design', title: 'B', description: '' },
  ...{ pipeline, votes, tags: [], counts: {} },
};
const idea = (id: string, more: Partial<Idea> = {}): Idea => ({
  ...{ kind: 'idea', id, ...base, board: 'b', author: 'mia', title: `Idea ${id}`, body: '', tags: [] },
  ...{ textRevision: 1, status: 'open', statusAt: 1, trend: 0, comments: 0 },
  ...{ tally: { score: 0, up: 0, down: 0, imported: 0 } },
  ...more,
});
const mia: Member = { kind: 'member', id: 'mia', ...base, name: 'Mia', role: 'member' };
const voteOn = (id: string, member = 'ana'): Vote => {
  const subject = { kind: 'idea', id } as const;
  return { kind: 'vote', id: voteId(member, subject), ...base, member, subject, value: 1 };
};

function open(spec: Partial<CheckedSpec> = {}) {
  const asked: unknown[] = [];
  const backend = defineBackend(
    checked({
      name: 'small',
      identity: ana,
      community: async () => ({ ...communityRef, ...base, name: 'Small', guests: 'none', members: 0 }),
      can: { search: true, totals: 'exact', limits: { ...limits, title: 10, page: 50 } },
      list: { idea: async () => [idea('a'), idea('b'), voteOn('b'), mia] },
      get: {
        board: async (id) => (id === 'b' ? board : undefined),
        vote: async (subject) => {
          asked.push(subject);
          return voteOn(subject.id);
        },
      },
      commands: {
        'idea.create': async (input) => {
          asked.push(input);
          return [idea(input.id, { title: input.title })];
        },
      },
      ...spec,
    }),
  );
  return { backend, asked };
}

const ids = (entities: readonly Entity[]) => entities.map(({ id }) => id);
const send = async (spec: Partial<CheckedSpec>, input: object, type = 'idea.create') => {
  const { backend, asked } = open(spec);
  const [receipt] = await backend.apply([command('c1', type as 'idea.create', input as never)]);
  return { receipt: receipt!, asked };
};

describe('a checked backend', () => {
  it('filters, searches, orders, cuts and counts what a list gives', async () => {
    const { backend } = open();
    const first = await backend.list({ kind: 'idea', sort: 'new', first: 1, total: true });
    expect([ids(first.items), first.total]).toEqual([['b'], { n: 2, exact: true }]);
    const second = await backend.list({ kind: 'idea', sort: 'new', first: 1, after: first.next! });
    expect([ids(second.items), second.next]).toEqual([['a'], undefined]);
    expect(ids((await backend.list({ kind: 'idea', search: 'idea a' })).items)).toEqual(['a']);
    expect(ids((await backend.list({ kind: 'idea', mine: 'voted' })).items)).toEqual(['b']);
  });

  it('brings what belongs to the items, of what came along or is found', async () => {
    const { backend, asked } = open();
    const { related } = await backend.list({ kind: 'idea', sort: 'new', first: 1 });
    expect(ids(related).sort()).toEqual(['ana~idea~b', 'b', 'mia']);
    expect(asked).toEqual([]);
  });

  it('passes a page on as it is', async () => {
    const { backend } = open({
      list: { idea: async () => ({ items: [idea('z')], next: 'more' as never, related: [mia] }) },
    });
    const page = await backend.list({ kind: 'idea' });
    expect([ids(page.items), page.next]).toEqual([['z'], 'more']);
  });

  it('asks for my votes by their subject, and for nobody else’s', async () => {
    const { backend, asked } = open();
    const found = await backend.get([
      { kind: 'vote', id: 'ana~idea~x~y' },
      { kind: 'vote', id: 'ben~idea~x' },
      { kind: 'community', id: 'community' },
      { kind: 'poll', id: 'none' },
    ]);
    expect(asked).toEqual([{ kind: 'idea', id: 'x~y' }]);
    expect(found.map((each) => each?.kind ?? null)).toEqual(['vote', null, 'community', null]);
  });

  it('carries out what is valid, by who may, and says what changed', async () => {
    const { receipt } = await send({}, { id: 'n', board: 'b', title: 'New' });
    expect(receipt).toMatchObject({
      id: 'c1',
      replayed: false,
      changes: [{ type: 'put', entity: { id: 'n' } }],
    });
  });

  it('lets nothing through that is not valid, too long or not theirs to do', async () => {
    const right = { id: 'n', board: 'b', title: 'New' };
    const cases = [
      [{}, { ...right, title: '' }, 'invalid'],
      [{}, { ...right, title: 'Longer than ten' }, 'invalid'],
      [{ identity: null }, right, 'unauthenticated'],
      [{ identity: { ...ana, role: 'guest' } }, right, 'unauthenticated'],
      [
        { get: { member: async () => ({ ...mia, id: 'ana', suspended: true as const }) } },
        right,
        'forbidden',
      ],
    ] as const;
    for (const [spec, input, code] of cases) {
      const { receipt, asked } = await send(spec, input);
      expect([receipt.error?.code, asked]).toEqual([code, []]);
    }
    const { receipt } = await send({}, { id: 'n', board: 'b', title: 'New' }, 'question.create');
    expect(receipt.error?.code).toBe('not-supported');
  });

  it('refuses a page that is longer than it declares', async () => {
    await expect(open().backend.list({ kind: 'idea', first: 51 })).rejects.toMatchObject({
      code: 'invalid',
      fields: { first: expect.stringContaining('50') },
    });
  });

  it('is asked again where it says so, unless it tells of changes itself', async () => {
    const live = { mode: 'poll' } as const;
    async function* watch() {}
    const modes = [{}, { can: { live } }, { watch }, { watch, can: { live } }].map(async (spec) => {
      const { live: said } = await open(spec).backend.supports();
      return said.mode;
    });
    expect(await Promise.all(modes)).toEqual(['none', 'poll', 'stream', 'stream']);
  });

  it('hides what only its author and the team see', async () => {
    const waiting = idea('w', { pending: true });
    const spec = { list: { idea: async () => [waiting] }, get: { idea: async () => waiting } };
    const ref = { kind: 'idea', id: 'w' } as const;
    for (const [identity, there] of [
      [null, false],
      [ana, false],
      [{ ...ana, id: 'mia' }, true],
    ] as const) {
      const { backend } = open({ ...spec, identity });
      expect(ids((await backend.list({ kind: 'idea' })).items)).toEqual(there ? ['w'] : []);
      expect(await backend.get([ref])).toEqual([there ? waiting : null]);
    }
  });
});
