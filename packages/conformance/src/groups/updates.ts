import type { Thanks, Update } from '@rallykit/core';
import { equal, includes, ok } from '../assert.js';
import { makeComment, makeIdea, makeMember, makeUpdate, makeVote } from '../seed.js';
import { act, idsOf, listAll, pages, putOf, read, refused, snapshot, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import type { Persona } from '../world.js';

const ref = (id: string) => ({ kind: 'idea', id }) as const;
const seed = [
  ...['mia', 'nia', 'zoe', 'ida'].map((id) => makeMember(id, id)),
  makeIdea('lamp', { author: 'mia' }),
  makeIdea('light', { author: 'nia' }),
  makeIdea('torch', { author: 'zoe', tally: { score: 3, up: 0, down: 0, imported: 3 } }),
  makeIdea('swing', { board: 'process', status: 'proposed' }),
  makeIdea('secret', { pending: true }),
  makeComment('said', ref('light'), { author: 'ida' }),
  makeVote('mia', ref('lamp')),
  makeVote('zoe', ref('lamp')),
  makeVote('zoe', ref('light')),
];
const needs = { commands: ['update.publish'], kinds: ['update', 'idea'], seed } as const;
const merges = { ...needs, commands: ['update.publish', 'idea.merge'] } as const;
const edits = { ...needs, commands: ['update.publish', 'update.edit'] } as const;

const publish = async (
  stage: Stage,
  id: string,
  ships: readonly string[],
  more: { setShipped?: true } = {},
) =>
  putOf(
    (
      await act(await stage.as('tess'), 'update.publish', {
        id,
        board: 'ideas',
        title: 'It dims',
        ships,
        ...more,
      })
    ).changes,
    'update',
  );

const merge = async (stage: Stage, id: string, into: string) =>
  act(await stage.as('tess'), 'idea.merge', { id, into });

const thanked = ({ thanks }: Update): Thanks => ({ ...thanks, people: [...thanks.people].sort() });

export const updates: Group = {
  name: 'Updates',
  tests: [
    test('4 59 what is published is there for everybody, as it was written', needs, async (stage) => {
      const made = { id: 'u', board: 'ideas', title: 'It dims', body: 'Turn *slowly*.' };
      await act(await stage.as('tess'), 'update.publish', {
        ...made,
        labels: ['fixed', 'new', 'fixed'],
        ships: ['lamp', 'swing', 'lamp'],
      });
      for (const persona of ['anonymous', 'guest', 'ana', 'tess'] as const) {
        const reader = await stage.as(persona);
        const found = await read(reader, 'update', 'u');
        includes(
          found,
          { ...made, author: 'tess', labels: ['new', 'fixed'], ships: ['lamp', 'swing'] },
          `the update, for ${persona}`,
        );
        equal(await listAll(reader, { kind: 'update' }), [found], `the list, for ${persona}`);
      }
    }),

    test(
      '59 an idea that is not there, or waits for review, is refused by its place, and nothing is published',
      needs,
      async (stage) => {
        const tess = await stage.as('tess');
        const before = await snapshot(stage);
        const input = { id: 'u', board: 'ideas', title: 'It dims' };
        for (const [ships, code] of [
          [['lamp', 'nowhere'], 'not-found'],
          [['lamp', 'secret'], 'invalid'],
        ] as const) {
          const error = await refused(tess, code, 'update.publish', { ...input, ships });
          ok(error.fields?.['ships.1'], `the refusal ought to name the field ships.1: ${error.message}`);
        }
        await refused(tess, 'not-found', 'update.publish', { ...input, board: 'nowhere' });
        await refused(tess, 'invalid', 'update.publish', { ...input, labels: ['great'] as never });
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test('59 an idea that was merged leads to the one that it went to', merges, async (stage) => {
      await merge(stage, 'torch', 'light');
      await merge(stage, 'light', 'lamp');
      equal(
        (await publish(stage, 'u', ['torch', 'swing', 'lamp'])).ships,
        ['lamp', 'swing'],
        'what it ships',
      );
    }),

    test(
      '60 authors and who said something are thanked by name, voters by their number, through every merge',
      merges,
      async (stage) => {
        await merge(stage, 'torch', 'light');
        await merge(stage, 'light', 'lamp');
        // Mia, Zoe and three that came without names have voted, Nia and Ida helped otherwise.
        const update = await publish(stage, 'u', ['lamp']);
        equal(thanked(update), { people: ['ida', 'mia', 'nia', 'zoe'], others: 1 }, 'who is thanked');
        equal(update.thanks.people.at(-1), 'ida', 'who comes after those who wrote the ideas');
      },
    ),

    test(
      '60 who voted for two ideas of an update counts once, and who tells of it is not thanked',
      { ...needs, commands: ['update.publish', 'vote.set'] },
      async (stage) => {
        for (const persona of ['ana', 'ben', 'tess'] as const) {
          const voter = await stage.as(persona);
          for (const id of ['lamp', 'light']) await act(voter, 'vote.set', { subject: ref(id), value: 1 });
        }
        // Ana, Ben, Mia and Zoe voted; Mia, Nia and Ida are named.
        const { people, others } = thanked(await publish(stage, 'u', ['lamp', 'light']));
        equal({ people, others }, { people: ['ida', 'mia', 'nia'], others: 1 }, 'who is thanked');
      },
    ),

    test(
      '60 to name the ideas again counts anew, and a change of the text alone does not',
      { ...edits, commands: [...edits.commands, 'comment.create'] },
      async (stage) => {
        const [tess, ben] = [await stage.as('tess'), await stage.as('ben')];
        const { thanks } = await publish(stage, 'u', ['lamp']);
        await act(ben, 'comment.create', { id: 'c', subject: ref('lamp'), body: 'At last.' });
        await act(tess, 'update.edit', { id: 'u', revision: 1, title: 'It dims slowly' });
        equal((await read(ben, 'update', 'u')).thanks, thanks, 'who is thanked after a change of the text');
        await act(tess, 'update.edit', { id: 'u', revision: 9, ships: ['lamp'] });
        equal(thanked(await read(ben, 'update', 'u')).people, ['ben', 'mia'], 'who is thanked then');
      },
    ),

    test(
      '49 60 who is erased is not named any more, and counts among the others',
      { ...needs, commands: ['update.publish', 'member.erase'] },
      async (stage) => {
        const { thanks } = await publish(stage, 'u', ['lamp', 'light']);
        ok(thanks.people.includes('ida'), 'Ida ought to be thanked');
        await act(await stage.as('lea'), 'member.erase', { id: 'ida' });
        await act(await stage.as('lea'), 'member.erase', { id: 'tess' });
        const update = await read(await stage.as('anonymous'), 'update', 'u');
        equal(
          update.thanks,
          { people: thanks.people.filter((id) => id !== 'ida'), others: thanks.others + 1 },
          'who is thanked',
        );
        ok(update.author !== 'tess', 'who told of it ought not to be named');
      },
    ),

    test(
      '61 publishing sets its ideas as shipped and answers them, and counts them on their boards',
      { ...needs, kinds: ['update', 'idea', 'board'] },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await publish(stage, 'u', ['lamp', 'swing'], { setShipped: true });
        for (const [id, status] of [
          ['lamp', 'shipped'],
          ['swing', 'adopted'],
        ] as const) {
          const idea = await read(reader, 'idea', id);
          equal(idea.status, status, `the status of ${id}`);
          includes(idea.response, { author: 'tess', body: 'It dims', update: 'u' }, `the answer to ${id}`);
        }
        includes((await read(reader, 'board', 'ideas')).counts, { open: 2, shipped: 1 }, 'the counts');
        equal((await read(reader, 'board', 'process')).counts['adopted'], 1, 'the other board’s count');
        await publish(stage, 'v', ['lamp', 'light']);
        equal((await read(reader, 'idea', 'light')).status, 'open', 'the status where it was not asked for');
      },
    ),

    test(
      '61 what is a success already stays as it is, answer included',
      { ...needs, seed: [...seed, makeIdea('done', { status: 'shipped', statusAt: Date.UTC(2024, 0, 1) })] },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const before = await read(reader, 'idea', 'done');
        await publish(stage, 'u', ['done'], { setShipped: true });
        equal(await read(reader, 'idea', 'done'), before, 'the idea');
      },
    ),

    test('61 where nothing can be set as shipped, nothing is published', needs, async (stage) => {
      const tess = await stage.as('tess');
      const before = await snapshot(stage);
      const input = { id: 'u', board: 'ideas', title: 'It dims', setShipped: true } as const;
      await refused(tess, 'invalid', 'update.publish', input);
      await refused(tess, 'not-found', 'update.publish', { ...input, ships: ['lamp', 'nowhere'] });
      equal(await snapshot(stage), before, 'the community after the refusals');
    }),

    test(
      '25 62 a board’s updates come newest first, page by page',
      {
        ...needs,
        seed: [
          ...seed,
          ...[3, 1, 4, 5, 2].map((day) =>
            makeUpdate(`day${day}`, { createdAt: Date.UTC(2024, 5, day), updatedAt: Date.UTC(2024, 5, day) }),
          ),
          makeUpdate('elsewhere', { board: 'process' }),
        ],
      },
      async (stage) => {
        const found = await pages(await stage.as('anonymous'), { kind: 'update', board: 'ideas', first: 2 });
        equal(
          found.map((page) => idsOf(page)),
          [['day5', 'day4'], ['day3', 'day2'], ['day1']],
          'the pages',
        );
        await publish(stage, 'now', []);
        const [first] = await listAll(await stage.as('anonymous'), { kind: 'update', board: 'ideas' });
        equal(first?.id, 'now', 'the newest');
      },
    ),

    test(
      '62 updates are found by the ideas that they ship, also after an edit, and no more once removed',
      { ...edits, commands: [...edits.commands, 'update.remove'] },
      async (stage) => {
        const [tess, reader] = [await stage.as('tess'), await stage.as('anonymous')];
        const shipping = async (...ships: string[]) =>
          idsOf(await listAll(reader, { kind: 'update', ships })).sort();
        await publish(stage, 'u', ['lamp', 'light']);
        await publish(stage, 'v', ['light']);
        equal(await shipping('light'), ['u', 'v'], 'those that ship the light');
        equal(await shipping('lamp'), ['u'], 'those that ship the lamp');
        equal(await shipping('lamp', 'swing'), ['u'], 'those that ship either');
        equal(await shipping('torch'), [], 'those that ship the torch');
        equal(await listAll(reader, { kind: 'idea', ships: ['lamp'] }), [], 'ideas that ship anything');
        await act(tess, 'update.edit', { id: 'u', revision: 1, ships: ['torch'] });
        equal(await shipping('lamp', 'torch'), ['u'], 'those that ship either after the edit');
        equal(await shipping('lamp'), [], 'those that ship the lamp after the edit');
        await act(tess, 'update.remove', { id: 'u' });
        equal(await shipping('torch', 'light'), ['v'], 'those that are left');
      },
    ),

    test(
      '62 with an update come the ideas that it ships, my votes on them, and who is thanked',
      { ...needs, commands: ['update.publish', 'vote.set'] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: ref('light'), value: 1 });
        await publish(stage, 'u', ['light']);
        const { related } = await ana.list({ kind: 'update' });
        const along = new Set(related.map(({ kind, id }) => `${kind}/${id}`));
        for (const key of ['idea/light', 'vote/ana~idea~light', 'member/nia', 'member/ida', 'member/tess'])
          ok(along.has(key), `${key} ought to come along: ${[...along].join(', ')}`);
      },
    ),

    test(
      '13 59 an edit of an old copy is a conflict, and what is not there is refused by its place',
      edits,
      async (stage) => {
        const tess = await stage.as('tess');
        await publish(stage, 'u', ['lamp']);
        await act(tess, 'update.edit', { id: 'u', revision: 1, title: 'First' });
        const error = await refused(tess, 'conflict', 'update.edit', { id: 'u', revision: 1, body: 'Late' });
        includes(error.current, { id: 'u', title: 'First' }, 'the current update of the refusal');
        const ships = ['nowhere'];
        const lost = await refused(tess, 'not-found', 'update.edit', { id: 'u', revision: 9, ships });
        ok(lost.fields?.['ships.0'], `the refusal ought to name the field ships.0: ${lost.message}`);
        await refused(tess, 'not-found', 'update.edit', { id: 'nowhere', revision: 1, title: 'Lost' });
      },
    ),

    test(
      '41 59 only the team publishes, changes and removes updates',
      {
        ...needs,
        commands: ['update.publish', 'update.edit', 'update.remove'],
        seed: [...seed, makeUpdate('news', { author: 'ana' })],
      },
      async (stage) => {
        const before = await snapshot(stage);
        for (const persona of ['guest', 'ana', 'ben'] as const satisfies readonly Persona[]) {
          const member = await stage.as(persona);
          const codes = ['forbidden', 'unauthenticated'] as const;
          await refused(member, codes, 'update.publish', { id: 'u', board: 'ideas', title: 'Mine' });
          await refused(member, codes, 'update.edit', { id: 'news', revision: 1, title: 'Mine' });
          await refused(member, codes, 'update.remove', { id: 'news' });
        }
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '43 59 an update of another that is removed leaves an entry in the audit',
      { ...needs, commands: ['update.publish', 'update.remove'], kinds: ['update', 'audit'] },
      async (stage) => {
        await publish(stage, 'u', []);
        await act(await stage.as('lea'), 'update.remove', { id: 'u' });
        const [entry] = await listAll(await stage.as('tess'), { kind: 'audit' });
        includes(
          entry,
          { author: 'lea', action: 'remove', subject: { kind: 'update', id: 'u' } },
          'the entry',
        );
      },
    ),
  ],
};
