import { voteId, type Query } from '@rallykit/core';
import { equal, ok, rejects } from '../assert.js';
import { makeBoard, makeIdea, makeMember, makeVote } from '../seed.js';
import { act, listAll, pages, read, refused, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import type { Persona } from '../world.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;
const seed = (voters: 'team' | 'all') => [
  makeBoard('shown', 'product-design', { voters }),
  makeIdea('lamp', { board: 'shown' }),
  makeIdea('light', { board: 'shown' }),
];
const needs = { commands: ['vote.set'], kinds: ['vote'], voters: true, reasons: true } as const;
const query: Query<'vote'> = { kind: 'vote', voted: lamp, sort: 'new' };

const vote = async (stage: Stage, who: Persona, value: 0 | 1, reason?: string) =>
  act(await stage.as(who), 'vote.set', { subject: lamp, value, ...(reason !== undefined && { reason }) });

/** Who voted, with why. */
async function reasonsFor(stage: Stage, who: Persona, asked = query): Promise<string[]> {
  const votes = await listAll(await stage.as(who), asked);
  return votes.map(({ member, reason = '–' }) => `${member}: ${reason}`).sort();
}

export const reasons: Group = {
  name: 'Why people voted',
  tests: [
    test('73 why somebody voted is listed with who did', { ...needs, seed: seed('all') }, async (stage) => {
      await vote(stage, 'ana', 1, ' It is dark. ');
      await vote(stage, 'ben', 1);
      for (const who of ['anonymous', 'ben', 'tess'] as const)
        equal(await reasonsFor(stage, who), ['ana: It is dark.', 'ben: –'], `what ${who} is shown`);
      const { items, related } = await (await stage.as('tess')).list(query);
      equal(items.length, 2, 'votes');
      ok(
        related.some(({ kind, id }) => kind === 'member' && id === 'ana'),
        'who voted ought to come along',
      );
    }),

    test(
      '58 73 it is shown to whom the board says, and to nobody else',
      { ...needs, seed: seed('team') },
      async (stage) => {
        await vote(stage, 'ana', 1, 'It is dark.');
        equal(await reasonsFor(stage, 'tess'), ['ana: It is dark.'], 'what the team is shown');
        for (const who of ['anonymous', 'ben', 'ana'] as const)
          await rejects((await stage.as(who)).list(query), 'forbidden', `list of votes by ${who}`);
        const ref = { kind: 'vote', id: voteId('ana', lamp) } as const;
        equal(await (await stage.as('ben')).get([ref]), [null], 'what somebody else gets');
        const { reason } = await read(await stage.as('ana'), 'vote', ref.id);
        equal(reason, 'It is dark.', 'what who said it gets');
        equal(await reasonsFor(stage, 'ben', { kind: 'vote', subject: lamp }), [], 'a list of votes by ben');
      },
    ),

    test(
      '73 a reason stays with its vote, can be changed and taken back, and goes with it',
      { ...needs, seed: seed('all') },
      async (stage) => {
        await vote(stage, 'ana', 1);
        await vote(stage, 'ana', 1, 'It is dark.');
        await vote(stage, 'ana', 1);
        equal(await reasonsFor(stage, 'ana'), ['ana: It is dark.'], 'said later, and kept');
        await vote(stage, 'ana', 1, 'It is very dark.');
        equal(await reasonsFor(stage, 'ana'), ['ana: It is very dark.'], 'changed');
        await vote(stage, 'ana', 1, '');
        equal(await reasonsFor(stage, 'ana'), ['ana: –'], 'taken back');
        await vote(stage, 'ana', 1, 'Dark.');
        await vote(stage, 'ana', 0, 'Bright.');
        equal(await reasonsFor(stage, 'ana'), [], 'with the vote taken back');
        await vote(stage, 'ana', 1);
        equal(await reasonsFor(stage, 'ana'), ['ana: –'], 'voted again');
        const tooLong = { subject: lamp, value: 1, reason: 'x'.repeat(501) } as const;
        await refused(await stage.as('ana'), 'invalid', 'vote.set', tooLong);
      },
    ),

    test(
      '21 73 a reason goes along when its idea is merged',
      { ...needs, commands: ['vote.set', 'idea.merge'], seed: seed('all') },
      async (stage) => {
        await vote(stage, 'ana', 1, 'It is dark.');
        await act(await stage.as('tess'), 'idea.merge', { id: 'lamp', into: 'light' });
        const there = await reasonsFor(stage, 'ben', { ...query, voted: { kind: 'idea', id: 'light' } });
        equal(there, ['ana: It is dark.'], 'on the other idea');
      },
    ),

    test(
      '49 73 who is erased leaves no reason',
      { ...needs, commands: ['vote.set', 'member.erase'], seed: seed('all') },
      async (stage) => {
        await vote(stage, 'ana', 1, 'It is dark.');
        await act(await stage.as('lea'), 'member.erase', { id: 'ana' });
        equal(await reasonsFor(stage, 'tess'), [], 'what is left');
      },
    ),

    test(
      '25 73 pages of votes bring each once',
      {
        ...needs,
        seed: [
          ...seed('all'),
          ...['a', 'b', 'c', 'd', 'e'].flatMap((id) => [makeMember(id, id), makeVote(id, lamp)]),
          makeMember('no', 'no'),
          makeVote('no', { kind: 'idea', id: 'light' }),
        ],
      },
      async (stage) => {
        const found = (await pages(await stage.as('anonymous'), { ...query, first: 2 })).flat();
        equal(found.map(({ member }) => member).sort(), ['a', 'b', 'c', 'd', 'e'], 'who is listed');
      },
    ),
  ],
};
