import { isTombstone, type Backend, type Ref } from '@rallykit/core';
import { equal, includes, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeIdea, seededAt } from '../seed.js';
import { act, idsOf, listAll, newIdea, read, refused, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';
import type { Persona } from '../world.js';

const wish = { kind: 'idea', id: 'wish' } as const;
const makeWish = { id: 'wish', board: 'ideas', title: 'A secret lantern' };
const outsiders = ['anonymous', 'guest', 'ben'] as const;
const insiders = ['ana', 'tess', 'lea', 'operator'] as const;

/** Has everybody's posts wait for review. */
const reviewAll = async (stage: Stage): Promise<void> => {
  await act(await stage.as('lea'), 'community.edit', { review: 'everyone' });
};

/** Every way in which a list of ideas could show the wish. */
async function listsOf({ supports }: Stage, backend: Backend): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const sort of supports.sorts) found[sort] = idsOf(await listAll(backend, { kind: 'idea', sort }));
  found['of its author'] = idsOf((await backend.list({ kind: 'idea', author: 'ana' })).items);
  if (supports.search)
    found['search'] = idsOf((await backend.list({ kind: 'idea', search: 'lantern' })).items);
  if (supports.similar)
    found['similar'] = idsOf((await backend.list({ kind: 'idea', similar: 'A secret lantern' })).items);
  return found;
}

export const review: Group = {
  name: 'What waits for review',
  tests: [
    test(
      '42 a post that waits is seen by its author and the team only',
      { commands: ['community.edit', 'idea.create', 'vote.set', 'comment.create'], kinds: ['idea'] },
      async (stage) => {
        await reviewAll(stage);
        const ana = await stage.as('ana');
        const { changes } = await act(ana, 'idea.create', makeWish);
        ok(
          changes.some(
            (change) =>
              change.type === 'put' && change.entity.kind === 'idea' && change.entity.pending === true,
          ),
          'the receipt ought to say that the post waits',
        );
        for (const persona of insiders) {
          const backend = await stage.as(persona);
          includes(await read(backend, 'idea', 'wish'), { pending: true }, `get by ${persona}`);
          for (const [way, ids] of Object.entries(await listsOf(stage, backend)))
            equal(ids, ['wish'], `${way}, by ${persona}`);
        }
        for (const persona of outsiders) {
          const backend = await stage.as(persona);
          equal(await backend.get([wish]), [null], `get by ${persona}`);
          for (const [way, ids] of Object.entries(await listsOf(stage, backend)))
            equal(ids, [], `${way}, by ${persona}`);
        }
        if (stage.supports.totals === 'exact') {
          const totals = await Promise.all(
            (['anonymous', 'ben', 'ana', 'tess'] as const).map(async (persona) => {
              const backend = await stage.as(persona);
              return (await backend.list({ kind: 'idea', total: true })).total?.n;
            }),
          );
          equal(
            totals,
            [0, 0, 1, 1],
            'totals for an anonymous reader, another member, its author and the team',
          );
        }
        equal((await read(ana, 'board', 'ideas')).counts['open'] ?? 0, 0, 'posts that the board counts');
        const ben = await stage.as('ben');
        await refused(ben, 'not-found', 'vote.set', { subject: wish, value: 1 });
        await refused(ben, 'conflict', 'idea.create', makeWish);
        for (const persona of ['ana', 'tess'] as const) {
          const backend = await stage.as(persona);
          await refused(backend, 'forbidden', 'vote.set', { subject: wish, value: 1 });
          await refused(backend, 'forbidden', 'comment.create', { id: 'c', subject: wish, body: 'Yes!' });
        }
      },
    ),

    test(
      '42 answers and comments count once they are approved',
      {
        commands: ['community.edit', 'answer.create', 'comment.create', 'post.approve'],
        kinds: ['answer', 'comment'],
        seed: furnished('mia'),
      },
      async (stage) => {
        await reviewAll(stage);
        const [ana, ben, tess] = [await stage.as('ana'), await stage.as('ben'), await stage.as('tess')];
        const question = { kind: 'question', id: 'how' } as const;
        const posts: Ref<'answer' | 'comment'>[] = [
          { kind: 'answer', id: 'mine' },
          { kind: 'comment', id: 'aside' },
        ];
        await act(ana, 'answer.create', { id: 'mine', question: 'how', body: 'Like this.' });
        await act(ana, 'comment.create', { id: 'aside', subject: question, body: 'Which one?' });
        const count = async () => {
          const { answers, comments } = await read(ben, 'question', 'how');
          return [answers, comments];
        };
        equal(await count(), [1, 0], 'answers and comments while they wait');
        equal(await ben.get(posts), [null, null], 'get by another member');
        equal(idsOf(await listAll(ben, { kind: 'answer', subject: question })), ['so'], 'answers listed');
        equal(idsOf(await listAll(ben, { kind: 'comment', subject: question })), [], 'comments listed');
        for (const ref of posts) await act(tess, 'post.approve', { ref });
        equal(await count(), [2, 1], 'answers and comments once approved');
        for (const found of await ben.get(posts))
          ok(
            found && !isTombstone(found) && !('pending' in found),
            'an approved post ought to be there for all',
          );
      },
    ),

    test(
      '42 whose posts wait is the community’s rule, and never the team’s',
      { commands: ['community.edit', 'idea.create'] },
      async (stage) => {
        const rules = {
          none: [false, false, false],
          guests: [true, false, false],
          everyone: [true, true, false],
        } as const;
        for (const rule of ['none', 'guests', 'everyone'] as const) {
          await act(await stage.as('lea'), 'community.edit', { review: rule });
          const waits: boolean[] = [];
          for (const persona of ['guest', 'ana', 'tess'] as const) {
            const backend = await stage.as(persona);
            const id = `${rule}-${persona}`;
            await act(backend, 'idea.create', newIdea(id));
            waits.push((await read(backend, 'idea', id)).pending === true);
          }
          equal(waits, rules[rule], `whether posts of a guest, a member and the team wait under “${rule}”`);
        }
      },
    ),

    test(
      '42 25 pages hold what waits in its place, for who may see it',
      {
        commands: ['post.approve'],
        kinds: ['idea'],
        sorts: ['new'],
        seed: Array.from({ length: 24 }, (_, at) =>
          makeIdea(`i${String(at).padStart(2, '0')}`, {
            author: at % 2 ? 'ana' : 'mia',
            createdAt: seededAt + Math.floor(at / 3),
            ...(at % 4 < 2 && { pending: true }),
          }),
        ),
      },
      async (stage) => {
        const expected: Record<Persona, (at: number) => boolean> = {
          anonymous: (at) => at % 4 >= 2,
          guest: (at) => at % 4 >= 2,
          ben: (at) => at % 4 >= 2,
          ana: (at) => at % 4 >= 1,
          tess: () => true,
          lea: () => true,
          operator: () => true,
        };
        for (const persona of ['anonymous', 'ben', 'ana', 'tess'] as const) {
          const ids = idsOf(await listAll(await stage.as(persona), { kind: 'idea', sort: 'new', first: 4 }));
          const wanted = Array.from({ length: 24 }, (_, at) => at)
            .filter(expected[persona])
            .map((at) => `i${String(at).padStart(2, '0')}`)
            .reverse();
          equal(ids, wanted, `ideas for ${persona}, newest first, four a page`);
        }
      },
    ),

    test(
      '42 38 a watch tells of what waits to its author and the team, and of its approval to everybody',
      { commands: ['community.edit', 'idea.create', 'post.approve'], live: true },
      async (stage) => {
        await reviewAll(stage);
        const inside = await Promise.all(
          (['ana', 'tess'] as const).map(async (persona) => watch(stage, await stage.as(persona))),
        );
        const outside = await Promise.all(
          outsiders.map(async (persona) => watch(stage, await stage.as(persona))),
        );
        const tess = await stage.as('tess');
        await act(await stage.as('ana'), 'idea.create', makeWish);
        await act(tess, 'idea.create', newIdea('fence'));
        for (const watcher of [...inside, ...outside]) await watcher.has('idea', 'fence');
        const told = JSON.stringify(outside.map(({ events }) => events));
        ok(!told.includes('lantern'), 'what waits ought not to be told to others');
        for (const { changes } of inside)
          ok(
            JSON.stringify(changes).includes('lantern'),
            'what waits ought to be told to its author and the team',
          );
        await act(tess, 'post.approve', { ref: wish });
        for (const watcher of outside) {
          await watcher.has('idea', 'wish');
          await watcher.has('board', 'ideas');
        }
        const reader = await stage.as('anonymous');
        ok(!('pending' in (await read(reader, 'idea', 'wish'))), 'an approved post ought not to wait');
        equal((await read(reader, 'board', 'ideas')).counts, { open: 2 }, 'what the board counts');
        await Promise.all([...inside, ...outside].map((watcher) => watcher.stop()));
      },
    ),

    test(
      '42 39 refusing a post is removing it, of which others never learn',
      { commands: ['community.edit', 'idea.create', 'post.remove'], kinds: ['idea'] },
      async (stage) => {
        await reviewAll(stage);
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        await act(ana, 'idea.create', makeWish);
        await act(tess, 'post.remove', { ref: wish });
        for (const persona of outsiders)
          equal(await (await stage.as(persona)).get([wish]), [null], `get by ${persona}`);
        equal(idsOf(await listAll(ana, { kind: 'idea' })), [], 'ideas that its author finds');
        equal((await read(tess, 'board', 'ideas')).counts['open'] ?? 0, 0, 'what the board counts');
        await refused(tess, 'not-found', 'post.approve', { ref: wish });
      },
    ),
  ],
};
