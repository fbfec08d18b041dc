import {
  comparePlaces,
  matches,
  placeOf,
  sortOf,
  sorts,
  type Cursor,
  type Idea,
  type Query,
} from '@rallykit/core';
import fc from 'fast-check';
import { equal, ok, rejects } from '../assert.js';
import { makeIdea, seededAt } from '../seed.js';
import { act, idsOf, listAll, pages, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';

const statuses = ['open', 'planned', 'shipped'] as const;
const tags = ['mobile', 'import'] as const;

/** Ideas with many ties in each order. */
const ideas: readonly Idea[] = Array.from({ length: 47 }, (_, at) => {
  const imported = (at * 7) % 4;
  return makeIdea(`i${String((at * 29) % 47).padStart(2, '0')}`, {
    createdAt: seededAt + ((at * 13) % 5) * 60_000,
    tally: { score: imported, up: 0, down: 0, imported },
    status: statuses[at % 3]!,
    tags: tags.filter((_tag, bit) => (at >> bit) & 1),
    statusAt: seededAt + ((at * 11) % 6) * 60_000,
    author: at % 2 ? 'mia' : 'noa',
  });
});

/** The desk is newer. */
const two = [makeIdea('lamp'), makeIdea('desk', { createdAt: seededAt + 1_000, statusAt: seededAt + 1_000 })];

const noState = { get: () => undefined };

/** What core's own rules make of a query. */
const model = (all: readonly Idea[], query: Query<'idea'>): string[] =>
  idsOf(
    all
      .filter((idea) => matches(idea, query, undefined, noState))
      .sort((a, b) => comparePlaces(placeOf(a, sortOf(query)), placeOf(b, sortOf(query)), sortOf(query))),
  );

const seededIdeas = async (stage: Stage): Promise<Idea[]> =>
  listAll(await stage.as('anonymous'), { kind: 'idea', sort: stage.supports.sorts[0]!, first: 100 });

export const paging: Group = {
  name: 'Lists and pages',
  tests: [
    ...sorts.map((sort) =>
      test(
        `25 29 in the order ${sort}, pages of any size hold everything once, in one order, ties by id`,
        { kinds: ['idea'], sorts: [sort], seed: ideas },
        async (stage) => {
          const reader = await stage.as('anonymous');
          const all = await seededIdeas(stage);
          equal(all.length, ideas.length, 'ideas that are listed');
          const expected = model(all, { kind: 'idea', sort });
          for (const first of [1, 7, 20, 46, 47, 48, 100]) {
            equal(
              idsOf(await listAll(reader, { kind: 'idea', sort, first })),
              expected,
              `ids by pages of ${first}`,
            );
          }
        },
      ),
    ),

    test(
      '25 whatever is asked for, the list is what the rules say',
      { kinds: ['idea'], seed: ideas },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const all = await seededIdeas(stage);
        const queries = fc.record(
          {
            kind: fc.constant('idea' as const),
            board: fc.constantFrom('ideas', 'help'),
            status: fc.subarray([...statuses]),
            tags: fc.subarray([...tags]),
            author: fc.constantFrom('mia', 'noa', 'nobody'),
            sort: fc.constantFrom(...stage.supports.sorts),
            first: fc.integer({ min: 1, max: 30 }),
          },
          { requiredKeys: ['kind', 'sort'] },
        );
        for (const query of fc.sample(queries, { numRuns: 40, seed: 25 }) as Query<'idea'>[]) {
          equal(idsOf(await listAll(reader, query)), model(all, query), `ids for ${JSON.stringify(query)}`);
        }
      },
    ),

    test(
      '29 in the order discussed, what is talked of more comes first',
      { kinds: ['idea'], sorts: ['discussed'], commands: ['comment.create'], seed: two },
      async (stage) => {
        const ana = await stage.as('ana');
        const order = async () => idsOf((await ana.list({ kind: 'idea', sort: 'discussed' })).items);
        for (const [at, ids] of [
          ['lamp', 'desk'],
          ['desk', 'lamp'],
          ['desk', 'lamp'],
        ].entries()) {
          const subject = { kind: 'idea', id: at === 0 ? 'lamp' : 'desk' } as const;
          await act(ana, 'comment.create', { id: `c${at}`, subject, body: 'Yes.' });
          equal(await order(), ids, `ids after comment ${at + 1}`);
        }
      },
    ),

    test(
      '29 in the order active, a comment and a move bring an idea to the front, a vote does not',
      {
        kinds: ['idea'],
        sorts: ['active'],
        commands: ['comment.create', 'idea.set-status', 'vote.set'],
        seed: two,
      },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        const first = async () => idsOf((await ana.list({ kind: 'idea', sort: 'active' })).items)[0];
        const lamp = { kind: 'idea', id: 'lamp' } as const;
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        equal(await first(), 'desk', 'the first after a vote for the other');
        await act(ana, 'comment.create', { id: 'c1', subject: lamp, body: 'Yes.' });
        equal(await first(), 'lamp', 'the first after a comment');
        await act(tess, 'idea.set-status', { id: 'desk', status: 'planned' });
        equal(await first(), 'desk', 'the first after a move');
      },
    ),

    ...sorts.map((sort) =>
      test(
        `26 in the order ${sort}, what is there throughout comes once, though others are added`,
        { kinds: ['idea'], sorts: [sort], commands: ['idea.create'], seed: ideas },
        async (stage) => {
          const [reader, ana] = [await stage.as('anonymous'), await stage.as('ana')];
          const seen: string[] = [];
          let after: Cursor | undefined;
          let at = 0;
          do {
            const page = await reader.list({ kind: 'idea', sort, first: 6, ...(after && { after }) });
            seen.push(...idsOf(page.items));
            after = page.next;
            if (at < 12)
              await act(ana, 'idea.create', { id: `added${at++}`, board: 'ideas', title: 'Another' });
          } while (after);
          const throughout = seen.filter((id) => !id.startsWith('added'));
          equal([...throughout].sort(), idsOf(ideas).sort(), 'what was there throughout');
        },
      ),
    ),

    ...sorts.map((sort) =>
      test(
        `27 in the order ${sort}, a cursor outlives the entity at its edge`,
        { kinds: ['idea'], sorts: [sort], commands: ['post.remove'], seed: ideas },
        async (stage) => {
          const [reader, tess] = [await stage.as('anonymous'), await stage.as('tess')];
          const expected = model(await seededIdeas(stage), { kind: 'idea', sort });
          const page = await reader.list({ kind: 'idea', sort, first: 10 });
          ok(page.next, 'there ought to be a next page');
          await act(tess, 'post.remove', { ref: { kind: 'idea', id: page.items.at(-1)!.id } });
          const rest = await listAll(reader, { kind: 'idea', sort, first: 10, after: page.next });
          equal(idsOf(rest), expected.slice(10), 'the rest');
        },
      ),
    ),

    test('28 a cursor that was tampered with is refused', { kinds: ['idea'], seed: ideas }, async (stage) => {
      const reader = await stage.as('anonymous');
      const query = { kind: 'idea', sort: stage.supports.sorts[0]!, first: 5 } as const;
      const { next } = await reader.list(query);
      ok(next, 'there ought to be a next page');
      const swap = (char: string) => (char === 'A' ? 'B' : 'A');
      const tampered = [
        `${next}x`,
        next.slice(1),
        ...[0, Math.floor(next.length / 2)].map(
          (at) => next.slice(0, at) + swap(next.charAt(at)) + next.slice(at + 1),
        ),
        'nonsense',
        '',
        '🦊',
      ];
      for (const after of tampered) {
        await rejects(
          reader.list({ ...query, after: after as Cursor }),
          'invalid',
          `the cursor “${after}” (from “${next}”)`,
        );
      }
    }),

    test(
      '28 a cursor of another list is refused',
      { kinds: ['idea', 'question'], seed: ideas },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const [sort, another] = stage.supports.sorts;
        const query: Query<'idea'> = { kind: 'idea', sort: sort!, first: 5 };
        const { next } = await reader.list(query);
        ok(next, 'there ought to be a next page');
        const others: Query[] = [
          { ...query, board: 'help' },
          { ...query, status: ['open'] },
          { ...query, kind: 'question' },
          ...(another ? [{ ...query, sort: another }] : []),
        ];
        for (const other of others) {
          await rejects(
            reader.list({ ...other, after: next }),
            'invalid',
            `the cursor for ${JSON.stringify(other)}`,
          );
        }
        const larger = await reader.list({ ...query, first: 7, after: next });
        equal(larger.items.length, 7, 'items of a page of another size, which is the same list');
      },
    ),

    test(
      '30 pages are as long as asked for, and the last has no next',
      { kinds: ['idea'], seed: ideas },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const sort = stage.supports.sorts[0]!;
        for (const [first, lengths] of [
          [20, [20, 20, 7]],
          [47, [47]],
          [48, [47]],
        ] as const) {
          const found = await pages(reader, { kind: 'idea', sort, first });
          equal(
            found.map(({ length }) => length),
            lengths,
            `lengths of pages of ${first}`,
          );
        }
        equal((await reader.list({ kind: 'idea', sort })).items.length, 20, 'items of a page when left open');
        equal((await reader.list({ kind: 'idea', sort, first: 0 })).items, [], 'items of a page of none');
        const none = await reader.list({ kind: 'idea', sort, author: 'nobody' });
        ok(none.items.length === 0 && none.next === undefined, 'an empty list ought to have no next page');
      },
    ),

    test('30 a page that is too long, or no number, is refused', { kinds: ['idea'] }, async (stage) => {
      const reader = await stage.as('anonymous');
      for (const first of [stage.supports.limits.page + 1, -1, 1.5]) {
        const error = await rejects(reader.list({ kind: 'idea', first }), 'invalid', `first: ${first}`);
        ok(error.fields && 'first' in error.fields, 'the refusal ought to name first');
      }
    }),

    test(
      '30 a total counts all that match, whatever the page',
      { kinds: ['idea'], totals: true, seed: ideas },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const query = { kind: 'idea', status: ['open'], first: 3, total: true } as const;
        const expected = ideas.filter(({ status }) => status === 'open').length;
        const page = await reader.list(query);
        equal(page.total, { n: expected, exact: true }, 'the total');
        if (page.next)
          equal(
            (await reader.list({ ...query, after: page.next })).total,
            page.total,
            'the total of the second page',
          );
        equal(
          (await reader.list({ ...query, total: false })).total,
          undefined,
          'the total when not asked for',
        );
      },
    ),

    test(
      '31 a person reads their own writes',
      { kinds: ['idea'], commands: ['idea.create', 'idea.edit'] },
      async (stage) => {
        const ana = await stage.as('ana');
        for (let at = 0; at < 10; at++) {
          const id = `i${at}`;
          await act(ana, 'idea.create', { id, board: 'ideas', title: `Idea ${at}` });
          const { items } = await ana.list({ kind: 'idea', first: 100 });
          ok(idsOf(items).includes(id), `${id} ought to be in the list at once`);
          await act(ana, 'idea.edit', { id, revision: 1, title: `Better idea ${at}` });
          const [found] = await (await stage.as('ana')).get([{ kind: 'idea', id }]);
          ok(
            found && 'title' in found && found.title === `Better idea ${at}`,
            `${id} ought to be read as edited, also by another connection`,
          );
        }
      },
    ),

    test(
      '31 a list by “mine” follows what I post and vote',
      { kinds: ['idea'], commands: ['idea.create', 'vote.set'], seed: [makeIdea('lamp'), makeIdea('desk')] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', { id: 'mine', board: 'ideas', title: 'Mine' });
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'lamp' }, value: 1 });
        const mine = async (how: NonNullable<Query['mine']>) =>
          idsOf((await ana.list({ kind: 'idea', mine: how })).items).sort();
        equal(await mine('posted'), ['mine'], 'posted');
        equal(await mine('voted'), ['lamp'], 'voted');
        equal(await mine('helped'), ['lamp', 'mine'], 'helped');
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'lamp' }, value: 0 });
        equal(await mine('voted'), [], 'voted, after it is taken back');
      },
    ),
  ],
};
