import { commandTypes, voteId, type Ref } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { furnished, recipeFor, recipeOrder, recipes } from '../recipes.js';
import { act, idsOf, listAll, read, refused, send, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';
import { personas, type Persona } from '../world.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;
const everyone = Object.keys(personas) as Persona[];

export const people: Group = {
  name: 'People and what they may see and do',
  tests: [
    test('41 the viewer is the person whose connection it is', {}, async (stage) => {
      for (const persona of everyone) {
        const { member, may } = await (await stage.as(persona)).viewer();
        const identity = personas[persona];
        equal(
          member && { id: member.id, name: member.name, role: member.role },
          identity && { id: identity.id, name: identity.name, role: identity.role },
          `viewer ${persona}`,
        );
        equal(
          may.filter((type) => !stage.supports.commands.includes(type)),
          [],
          `commands that ${persona} may but the backend lacks`,
        );
      }
      equal((await (await stage.as('anonymous')).viewer()).may, [], 'what an anonymous reader may do');
    }),

    ...everyone.map((persona) =>
      test(
        `41 apply accepts from ${persona} just what viewer.may says`,
        { seed: furnished(personas[persona]?.id ?? 'ana') },
        async (stage) => {
          const backend = await stage.as(persona);
          const { may } = await backend.viewer();
          let before = await snapshot(stage);
          for (const type of recipeOrder.filter((type) => stage.supports.commands.includes(type))) {
            if (may.includes(type)) {
              await act(backend, type, recipeFor(type, persona));
              before = await snapshot(stage);
            } else {
              await refused(backend, ['forbidden', 'unauthenticated'], type, recipes[type]);
              equal(await snapshot(stage), before, `the community after ${type} was refused`);
            }
          }
        },
      ),
    ),

    test(
      '41 what guests may do follows the community’s rule',
      { commands: ['community.edit', 'vote.set', 'idea.create'], seed },
      async (stage) => {
        const [lea, gil] = [await stage.as('lea'), await stage.as('guest')];
        const rules = { none: [false, false], vote: [true, false], post: [true, true] } as const;
        for (const [at, guests] of (['none', 'vote', 'post'] as const).entries()) {
          await act(lea, 'community.edit', { guests });
          const { may } = await gil.viewer();
          equal(
            [may.includes('vote.set'), may.includes('idea.create')],
            rules[guests],
            `may vote and post under “${guests}”`,
          );
          const voted = await send(gil, 'vote.set', { subject: lamp, value: at % 2 ? 1 : 0 });
          const posted = await send(gil, 'idea.create', {
            id: `by-${guests}`,
            board: 'ideas',
            title: 'From a guest',
          });
          equal([!voted.error, !posted.error], rules[guests], `could vote and post under “${guests}”`);
        }
      },
    ),

    test(
      '41 nobody changes another’s text, and the team may',
      { commands: ['idea.edit', 'post.remove'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ben = await stage.as('ben');
        await refused(ben, 'forbidden', 'idea.edit', { id: 'lamp', revision: 1, title: 'Mine' });
        await refused(ben, 'forbidden', 'post.remove', { ref: lamp });
        equal(await snapshot(stage), before, 'the community after the refusals');
        await act(await stage.as('tess'), 'idea.edit', {
          id: 'lamp',
          revision: 1,
          title: 'A lamp, in short',
        });
      },
    ),

    test(
      '41 who takes part becomes a member, once',
      { commands: ['vote.set'], kinds: ['member'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'vote.set', { subject: lamp, value: 0 });
        const members = await listAll(await stage.as('anonymous'), { kind: 'member' });
        equal(
          members.filter(({ id }) => id !== 'mia').map(({ id, name, role }) => ({ id, name, role })),
          [personas.ana],
          'members',
        );
        // Mia was there before.
        equal((await read(ana, 'community', 'community')).members, 2, 'the count of members');
      },
    ),

    test(
      '39 another’s vote is the same as none',
      { commands: ['vote.set', 'ballot.set'], kinds: ['idea', 'poll'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'ballot.set', { poll: 'colour', options: ['red'] });
        const secret: Ref[] = [
          { kind: 'vote', id: voteId('ana', lamp) },
          { kind: 'ballot', id: 'ana~colour' },
        ];
        ok(
          (await ana.get(secret)).every((found) => found !== null),
          'my own vote and ballot ought to be there',
        );
        for (const persona of ['anonymous', 'guest', 'ben', 'tess', 'lea'] as const) {
          const other = await stage.as(persona);
          equal(
            await other.get([...secret, { kind: 'vote', id: 'nobody~idea~lamp' }]),
            [null, null, null],
            `get by ${persona}`,
          );
          for (const kind of ['idea', 'poll'] as const) {
            const { related } = await other.list({ kind });
            equal(
              related.filter((entity) => 'member' in entity),
              [],
              `votes beside a list of ${kind}, for ${persona}`,
            );
          }
        }
      },
    ),

    test(
      '39 my own votes come with a list',
      { commands: ['vote.set'], kinds: ['idea'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const { related } = await ana.list({ kind: 'idea' });
        ok(
          related.some((entity) => entity.kind === 'vote' && entity.value === 1),
          'my vote ought to be beside the list',
        );
        ok(
          related.some((entity) => entity.kind === 'board' && entity.id === 'ideas'),
          'the board ought to be beside the list',
        );
      },
    ),

    test(
      '39 what hangs on something removed is gone with it',
      { commands: ['post.remove', 'comment.edit', 'vote.set'], kinds: ['answer', 'comment'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'post.remove', { ref: lamp });
        await act(ana, 'post.remove', { ref: { kind: 'question', id: 'how' } });
        equal(
          await ana.get([
            { kind: 'comment', id: 'hm' },
            { kind: 'answer', id: 'so' },
            { kind: 'vote', id: voteId('ana', lamp) },
          ]),
          [null, null, null],
          'get of the comment, the answer and the vote',
        );
        equal(await listAll(ana, { kind: 'comment' }), [], 'comments');
        equal(await listAll(ana, { kind: 'answer' }), [], 'answers');
        await refused(ana, 'not-found', 'comment.edit', { id: 'hm', revision: 1, body: 'Still here' });
      },
    ),

    test(
      '40 nothing of one community is found, told or changed in another',
      { commands: ['idea.create', 'vote.set'], kinds: ['idea', 'member'], live: true, idempotency: true },
      async (stage) => {
        const [here, there] = [await stage.as('ana'), await stage.as('ana', 'other')];
        const watcher = await watch(stage, there);
        const before = await snapshot(stage, 'other');
        await act(here, 'idea.create', { id: 'lamp', board: 'ideas', title: 'A secret lamp' }, 'one');
        await act(here, 'vote.set', { subject: lamp, value: 1 }, 'two');
        equal(
          await there.get([lamp, { kind: 'member', id: 'ana' }, { kind: 'vote', id: voteId('ana', lamp) }]),
          [null, null, null],
          'get in the other',
        );
        equal(await snapshot(stage, 'other'), before, 'the other community');
        await refused(there, 'not-found', 'vote.set', { subject: lamp, value: 1 });
        if (stage.supports.search)
          equal((await there.list({ kind: 'idea', search: 'secret' })).items, [], 'search in the other');
        if (stage.supports.similar)
          equal(
            (await there.list({ kind: 'idea', similar: 'A secret lamp' })).items,
            [],
            'similar in the other',
          );

        const twin = await act(
          there,
          'idea.create',
          { id: 'lamp', board: 'ideas', title: 'Another lamp' },
          'one',
        );
        ok(!twin.replayed, 'ids of acts belong to their community');
        await watcher.has('idea', 'lamp');
        ok(
          !JSON.stringify(watcher.events).includes('secret'),
          'no change of the first ought to be told in the other',
        );
        await watcher.stop();
        equal((await read(here, 'idea', 'lamp')).title, 'A secret lamp', 'the idea in the first');
        equal((await read(there, 'idea', 'lamp')).tally.score, 0, 'the score in the other');
        equal(
          idsOf(await listAll(there, { kind: 'idea', mine: 'voted' })),
          [],
          'what I voted for in the other',
        );
      },
    ),

    test(
      '40 a post of one community is not found, listed or changed in another',
      { commands: ['idea.create', 'vote.set'], kinds: ['idea'] },
      async (stage) => {
        const [here, there] = [await stage.as('ana'), await stage.as('ana', 'other')];
        await act(here, 'idea.create', { id: 'lamp', board: 'ideas', title: 'Here' });
        equal(await there.get([lamp]), [null], 'get in the other');
        equal(idsOf(await listAll(there, { kind: 'idea' })), [], 'ideas in the other');
        await refused(there, 'not-found', 'vote.set', { subject: lamp, value: 1 });
        await act(there, 'idea.create', { id: 'lamp', board: 'ideas', title: 'There' });
        await act(there, 'vote.set', { subject: lamp, value: 1 });
        const [one, other] = [await read(here, 'idea', 'lamp'), await read(there, 'idea', 'lamp')];
        equal([one.title, one.tally.score], ['Here', 0], 'title and score in the first');
        equal([other.title, other.tally.score], ['There', 1], 'title and score in the other');
      },
    ),

    test('41 an anonymous reader changes nothing, by any command', { seed }, async (stage) => {
      const before = await snapshot(stage);
      const reader = await stage.as('anonymous');
      for (const type of commandTypes.filter((type) => stage.supports.commands.includes(type))) {
        await refused(reader, 'unauthenticated', type, recipes[type]);
      }
      equal(await snapshot(stage), before, 'the community');
    }),
  ],
};
