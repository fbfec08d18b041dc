import type { Query, VotersPolicy } from '@rallykit/core';
import { equal, ok, rejects } from '../assert.js';
import { makeBoard, makeIdea, makeMember, makeVote } from '../seed.js';
import { act, idsOf, listAll, pages } from '../stage.js';
import { test, type Group } from '../suite.js';
import type { Persona } from '../world.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;
const elsewhere = { kind: 'idea', id: 'elsewhere' } as const;
const crowd = Array.from({ length: 7 }, (_, at) => `voter-${at}`);
const seed = (voters?: VotersPolicy) => [
  makeBoard('shown', 'product-design', voters && { voters }),
  makeIdea('lamp', { board: 'shown' }),
  makeIdea('elsewhere', { board: 'shown' }),
  ...crowd.map((id) => makeMember(id, `Voter ${id}`)),
  ...crowd.map((id) => makeVote(id, lamp)),
  makeMember('other', 'Somebody else'),
  makeVote('other', elsewhere),
  makeMember('quiet', 'Never voted'),
];
const needs = { kinds: ['member'], voters: true } as const;
const query: Query<'member'> = { kind: 'member', voted: lamp };

/** Holds a board's rule against everybody: who is shown who voted, and who is refused. */
const shownTo = (voters: VotersPolicy | undefined, told: readonly Persona[], untold: readonly Persona[]) =>
  test(
    `58 who voted is shown to ${told.join(', ') || 'nobody'} where the board says ${voters ?? 'nothing'}`,
    { ...needs, seed: seed(voters) },
    async (stage) => {
      for (const persona of told) {
        const voted = await listAll(await stage.as(persona), query);
        equal(idsOf(voted).sort(), crowd, `what ${persona} is shown`);
      }
      for (const persona of untold)
        await rejects((await stage.as(persona)).list(query), 'forbidden', `list of voters by ${persona}`);
    },
  );

export const voters: Group = {
  name: 'Who voted',
  tests: [
    shownTo('all', ['anonymous', 'guest', 'ana', 'tess'], []),
    shownTo('team', ['tess', 'lea'], ['anonymous', 'guest', 'ana']),
    shownTo('none', [], ['anonymous', 'ana', 'tess']),
    shownTo(undefined, [], ['anonymous', 'ana', 'tess']),

    test(
      '25 58 pages of voters bring each once, and no one else',
      { ...needs, seed: seed('all') },
      async (stage) => {
        const found = await pages(await stage.as('anonymous'), { ...query, first: 3 });
        equal(
          found.map((page) => page.length),
          [3, 3, 1],
          'how many a page',
        );
        equal(idsOf(found.flat()).sort(), crowd, 'who is listed');
      },
    ),

    test(
      '58 who takes a vote back is not shown any more',
      { ...needs, commands: ['vote.set'], seed: seed('all') },
      async (stage) => {
        const ana = await stage.as('ana');
        const isShown = async () => idsOf(await listAll(ana, query)).includes('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        ok(await isShown(), 'who votes ought to be listed');
        await act(ana, 'vote.set', { subject: lamp, value: 0 });
        ok(!(await isShown()), 'who took the vote back ought not to be listed');
      },
    ),

    test(
      '58 who voted can be shown and hidden later',
      { ...needs, commands: ['board.edit'], seed: seed() },
      async (stage) => {
        const [lea, ana] = [await stage.as('lea'), await stage.as('ana')];
        await act(lea, 'board.edit', { id: 'shown', voters: 'all' });
        equal(idsOf(await listAll(ana, query)).sort(), crowd, 'after the board shows it');
        await act(lea, 'board.edit', { id: 'shown', voters: 'none' });
        await rejects(ana.list(query), 'forbidden', 'after the board hides it');
      },
    ),

    test(
      '39 58 who voted on what is not there is not said',
      { ...needs, seed: [...seed('all'), makeIdea('secret', { board: 'shown', pending: true })] },
      async (stage) => {
        const ana = await stage.as('ana');
        for (const id of ['never', 'secret']) {
          const voted = { kind: 'idea', id } as const;
          await rejects(ana.list({ kind: 'member', voted }), 'not-found', `voters of ${id}`);
        }
      },
    ),

    test(
      '37 58 who was suspended is shown what an anonymous reader is',
      {
        ...needs,
        commands: ['member.suspend'],
        seed: [...seed('team'), makeMember('tess', 'Tess', { role: 'team' })],
      },
      async (stage) => {
        const [tess, lea] = [await stage.as('tess'), await stage.as('lea')];
        await tess.list(query);
        await act(lea, 'member.suspend', { member: 'tess', suspended: true });
        await rejects(tess.list(query), 'forbidden', 'list of voters by a suspended member of the team');
      },
    ),
  ],
};
