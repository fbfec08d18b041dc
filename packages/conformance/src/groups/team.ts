import { voteId, type Idea, type Query } from '@rallykit/core';
import { equal, includes, ok } from '../assert.js';
import { recipes } from '../recipes.js';
import { makeAnswer, makeBoard, makeComment, makeIdea, makeQuestion, makeVote, seededAt } from '../seed.js';
import { act, idsOf, listAll, read, refused, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';

const ref = (id: string) => ({ kind: 'idea', id }) as const;
const ideas = ['a', 'b', 'c', 'd', 'e'].map((id, at) =>
  makeIdea(id, { createdAt: seededAt + at, tally: { score: at, up: 0, down: 0, imported: at } }),
);
const response = { author: 'tess', body: 'Soon.', at: seededAt } as const;
const wish = makeIdea('wish', { title: 'A secret lantern', status: 'planned', tags: ['mobile', 'import'] });
const said = makeComment('said', ref('wish'));
/** An idea with what people gave it, and boards to move it to. */
const given = [
  wish,
  said,
  makeVote('mia', ref('wish')),
  makeIdea('other'),
  makeBoard('near', 'product-design', { tags: [{ id: 'mobile', label: 'On the go' }], budget: 1 }),
];

/** All of an idea but what any change moves. */
async function standing(stage: Stage, id: string): Promise<Omit<Idea, 'revision' | 'updatedAt'>> {
  const { revision: _, updatedAt: __, ...rest } = await read(await stage.as('anonymous'), 'idea', id);
  return rest;
}

export const team: Group = {
  name: 'What the team does with the ideas of a board',
  tests: [
    test(
      '64 what is pinned comes first in every order, a page at a time, and falls back to its place',
      { commands: ['idea.pin'], kinds: ['idea'], seed: ideas },
      async (stage) => {
        const tess = await stage.as('tess');
        const reader = await stage.as('anonymous');
        const orders = stage.supports.sorts.filter((sort) => sort !== 'old');
        const listed = async (sort: Query['sort']) =>
          idsOf(await listAll(reader, { kind: 'idea', board: 'ideas', sort, first: 3 } as Query<'idea'>));
        const before = await Promise.all(orders.map(listed));
        for (const id of ['a', 'c']) await act(tess, 'idea.pin', { id, pinned: true });
        includes(await read(reader, 'idea', 'a'), { pinned: true }, 'the pinned idea');
        for (const [at, sort] of orders.entries()) {
          const order = before[at]!;
          const pinned = order.filter((id) => id === 'a' || id === 'c');
          const others = order.filter((id) => id !== 'a' && id !== 'c');
          equal(await listed(sort), [...pinned, ...others], `ideas by ${sort}, with two of them pinned`);
        }
        for (const id of ['a', 'c']) await act(tess, 'idea.pin', { id, pinned: false });
        equal(await Promise.all(orders.map(listed)), before, 'the orders when nothing is pinned any more');
        ok(!('pinned' in (await read(reader, 'idea', 'a'))), 'the idea ought not to be pinned any more');
      },
    ),

    test(
      '65 an archived idea is in no list, total, count or search, but in lists of archived ones',
      { commands: ['idea.archive'], kinds: ['idea'], filters: ['archived'], seed: given },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await act(await stage.as('tess'), 'idea.archive', { id: 'wish', archived: true });
        const text = { ...(stage.supports.search && { search: 'lantern' }) };
        const ways: Partial<Query<'idea'>>[] = [
          {},
          { board: 'ideas' },
          { status: ['planned'] },
          { tags: ['mobile'] },
          { author: 'mia' },
          ...(stage.supports.search ? [text] : []),
        ];
        for (const way of ways) {
          const query = { kind: 'idea', ...way } as const;
          const found = idsOf(await listAll(reader, query)).filter((id) => id !== 'other');
          equal(found, [], `ideas by ${JSON.stringify(way)}`);
          const put = idsOf(await listAll(reader, { ...query, archived: true }));
          equal(put, ['wish'], `archived ideas by ${JSON.stringify(way)}`);
        }
        if (stage.supports.similar)
          equal(
            idsOf((await reader.list({ kind: 'idea', similar: 'A secret lantern' })).items),
            [],
            'what is similar',
          );
        if (stage.supports.totals === 'exact')
          equal((await reader.list({ kind: 'idea', total: true })).total?.n, 1, 'the total');
        const { counts, archivedCounts } = await read(reader, 'board', 'ideas');
        equal(counts['planned'] ?? 0, 0, 'planned ideas that the board counts');
        equal(archivedCounts, { planned: 1 }, 'archived ideas that the board counts');
        equal(
          idsOf(await listAll(reader, { kind: 'question', archived: true } as Query<'question'>)),
          [],
          'questions',
        );
      },
    ),

    test(
      '65 20 nothing is put on an archived idea, and it comes back as it was',
      {
        commands: ['idea.archive', 'vote.set', 'comment.create', 'idea.set-status', 'idea.merge'],
        kinds: ['idea'],
        seed: given,
      },
      async (stage) => {
        const [tess, ana] = [await stage.as('tess'), await stage.as('ana')];
        const before = await standing(stage, 'wish');
        const counted = (await read(ana, 'board', 'ideas')).counts;
        await act(tess, 'idea.archive', { id: 'wish', archived: true });
        await refused(ana, 'forbidden', 'vote.set', { subject: ref('wish'), value: 1 });
        await refused(tess, 'forbidden', 'comment.create', { id: 'x', subject: ref('wish'), body: 'Here?' });
        await refused(tess, 'forbidden', 'idea.set-status', { id: 'wish', status: 'open' });
        await refused(tess, 'forbidden', 'idea.merge', { id: 'wish', into: 'other' });
        await refused(tess, 'forbidden', 'idea.merge', { id: 'other', into: 'wish' });
        await refused(ana, 'forbidden', 'idea.archive', { id: 'wish', archived: false });
        await act(tess, 'idea.archive', { id: 'wish', archived: false });
        equal(await standing(stage, 'wish'), before, 'the idea, back from the archive');
        const { counts } = await read(ana, 'board', 'ideas');
        equal(counts['planned'], counted['planned'], 'planned ideas that the board counts');
        ok(idsOf(await listAll(ana, { kind: 'idea' })).includes('wish'), 'the idea ought to be listed again');
        await act(ana, 'vote.set', { subject: ref('wish'), value: 1 });
      },
    ),

    test(
      '65 57 what a goal has reached stays when it is archived',
      {
        commands: ['idea.archive', 'goal.create', 'post.remove'],
        seed: [makeIdea('done', { status: 'shipped' })],
      },
      async (stage) => {
        const lea = await stage.as('lea');
        const measure = { name: 'Shipped', unit: '', baseline: 3, target: 9, current: 0 };
        await act(lea, 'goal.create', {
          ...recipes['goal.create'],
          id: 'shipped',
          measure: { ...measure, counts: 'successes' },
        });
        const current = async () => (await read(lea, 'goal', 'shipped')).measure.current;
        for (const archived of [true, false, true]) {
          await act(lea, 'idea.archive', { id: 'done', archived });
          equal(await current(), 4, `what the goal stands at with archived: ${archived}`);
        }
        await act(lea, 'post.remove', { ref: ref('done') });
        equal(await current(), 3, 'what the goal stands at without the idea');
      },
    ),

    test(
      '66 an idea that is moved keeps its votes, its talk and its id; status and tags as far as the board has them',
      { commands: ['idea.move'], kinds: ['idea', 'comment'], seed: given },
      async (stage) => {
        const tess = await stage.as('tess');
        const before = await standing(stage, 'wish');
        await act(tess, 'idea.move', { id: 'wish', board: 'near' });
        equal(
          await standing(stage, 'wish'),
          { ...before, board: 'near', tags: ['mobile'] },
          'the idea on a board that has its status',
        );
        equal(
          (await listAll(tess, { kind: 'comment', subject: ref('wish') })).map(({ id, board }) => [
            id,
            board,
          ]),
          [['said', 'near']],
          'its comments',
        );
        const counts = async (id: string) => (await read(tess, 'board', id)).counts['planned'] ?? 0;
        equal([await counts('ideas'), await counts('near')], [0, 1], 'what both boards count as planned');
        equal(idsOf(await listAll(tess, { kind: 'idea', board: 'near' })), ['wish'], 'ideas of the board');
        await act(tess, 'idea.move', { id: 'wish', board: 'process' });
        includes(await standing(stage, 'wish'), { status: 'proposed', tally: before.tally }, 'the idea');
        await refused(tess, 'not-found', 'idea.move', { id: 'wish', board: 'nowhere' });
        await refused(await stage.as('ana'), 'forbidden', 'idea.move', { id: 'wish', board: 'ideas' });
      },
    ),

    test(
      '66 21 what was merged into an idea moves along, and can be taken back there',
      { commands: ['idea.move', 'idea.merge', 'idea.unmerge'], seed: given },
      async (stage) => {
        const tess = await stage.as('tess');
        await act(tess, 'idea.merge', { id: 'wish', into: 'other' });
        await act(tess, 'idea.move', { id: 'other', board: 'near' });
        await act(tess, 'idea.unmerge', { id: 'wish' });
        includes(await standing(stage, 'wish'), { board: 'near', status: 'planned', comments: 1 }, 'it');
        includes(await read(tess, 'comment', 'said'), { board: 'near', subject: ref('wish') }, 'its comment');
        equal((await read(tess, 'board', 'near')).counts, { open: 1, planned: 1 }, 'what the board counts');
      },
    ),

    test(
      '66 33 who watches either board is told of a move',
      { commands: ['idea.move', 'idea.create'], live: true, seed: given },
      async (stage) => {
        const tess = await stage.as('tess');
        const here = await watch(stage, await stage.as('ana'), { boards: ['ideas'] });
        const there = await watch(stage, await stage.as('ben'), { boards: ['near'] });
        const elsewhere = await watch(stage, await stage.as('guest'), { boards: ['help'] });
        await act(tess, 'idea.move', { id: 'wish', board: 'near' });
        for (const watcher of [here, there]) await watcher.has('idea', 'wish');
        await act(tess, 'idea.create', { id: 'later', board: 'help', title: 'Later' });
        await elsewhere.has('idea', 'later');
        ok(!JSON.stringify(elsewhere.changes).includes('lantern'), 'a third board ought not to be told');
        for (const watcher of [here, there, elsewhere]) await watcher.stop();
      },
    ),

    test(
      '66 19 votes count in the budget of the board that they are on, and nobody loses one',
      {
        commands: ['idea.move', 'vote.set'],
        kinds: ['idea'],
        seed: [...given, makeIdea('n1', { board: 'near' }), makeIdea('n2', { board: 'near' })],
      },
      async (stage) => {
        const [tess, ana] = [await stage.as('tess'), await stage.as('ana')];
        const vote = { value: 1 } as const;
        await act(ana, 'vote.set', { subject: ref('wish'), ...vote });
        await act(ana, 'vote.set', { subject: ref('n1'), ...vote });
        await act(tess, 'idea.move', { id: 'wish', board: 'near' });
        for (const id of ['wish', 'n1']) {
          const [mine] = await ana.get([{ kind: 'vote', id: voteId('ana', ref(id)) }]);
          includes(mine, { value: 1 }, `the vote on ${id}`);
        }
        await refused(ana, 'conflict', 'vote.set', { subject: ref('n2'), ...vote });
        await act(ana, 'vote.set', { subject: ref('n1'), value: 0 });
        await refused(ana, 'conflict', 'vote.set', { subject: ref('n2'), ...vote });
        await act(tess, 'idea.move', { id: 'wish', board: 'ideas' });
        await act(ana, 'vote.set', { subject: ref('n2'), ...vote });
      },
    ),

    test(
      '73 a list by date, by votes or of what has no answer has just that, pinned or not',
      {
        kinds: ['idea', 'question'],
        filters: ['since', 'until', 'votes', 'unanswered'],
        seed: [
          ...ideas.map((idea, at) => ({ ...idea, ...(at === 3 && { pinned: true as const }) })),
          makeIdea('told', { createdAt: seededAt + 9, title: 'About "response":{ in a title', response }),
          makeIdea('asked', { createdAt: seededAt + 9, title: 'About "response":{ in a title' }),
          makeQuestion('how'),
          makeQuestion('why'),
          makeAnswer('so', 'why'),
        ],
      },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const found = async (query: Partial<Query<'idea'>>) =>
          idsOf(await listAll(reader, { kind: 'idea', first: 2, ...query })).sort();
        equal(await found({ since: seededAt + 2, until: seededAt + 4 }), ['c', 'd'], 'ideas by date');
        equal(await found({ until: seededAt + 2 }), ['a', 'b'], 'ideas until a date');
        equal(await found({ votes: 3 }), ['d', 'e'], 'ideas by votes');
        equal(await found({ votes: 1, until: seededAt + 3 }), ['b', 'c'], 'ideas by votes and date');
        equal(await found({ unanswered: true, since: seededAt + 9 }), ['asked'], 'ideas without an answer');
        const open = await listAll(reader, { kind: 'question', unanswered: true });
        equal(idsOf(open), ['how'], 'questions without an answer');
        equal(await listAll(reader, { kind: 'member', votes: 0 } as Query<'member'>), [], 'members by votes');
        if (stage.supports.totals === 'exact')
          equal((await reader.list({ kind: 'idea', votes: 3, total: true })).total?.n, 2, 'the total');
      },
    ),

    test(
      '67 tags are put on and taken off, the others stay, and the text counts as unchanged',
      { commands: ['idea.set-tags', 'idea.edit'], kinds: ['idea'], seed: given },
      async (stage) => {
        const tess = await stage.as('tess');
        const before = await read(tess, 'idea', 'wish');
        await act(tess, 'idea.set-tags', { id: 'wish', remove: ['import'] });
        const after = await read(tess, 'idea', 'wish');
        equal(after.tags, ['mobile'], 'the tags');
        ok(!('editedAt' in after), 'the text ought not to count as edited');
        equal(idsOf(await listAll(tess, { kind: 'idea', tags: ['import'] })), [], 'ideas by the old tag');
        equal(idsOf(await listAll(tess, { kind: 'idea', tags: ['mobile'] })), ['wish'], 'ideas by the tag');
        await act(tess, 'idea.set-tags', { id: 'wish', add: ['import', 'mobile'] });
        equal((await read(tess, 'idea', 'wish')).tags, ['mobile', 'import'], 'the tags with one more');
        await act(tess, 'idea.edit', { id: 'wish', revision: before.revision, title: 'A lantern' });
        await refused(tess, 'invalid', 'idea.set-tags', { id: 'wish', add: ['nonsense'] });
        await refused(await stage.as('ana'), 'forbidden', 'idea.set-tags', { id: 'wish', add: ['import'] });
      },
    ),
  ],
};
