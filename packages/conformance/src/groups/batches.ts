import { command } from '@rallykit/core';
import { equal, ok, rejects } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeIdea } from '../seed.js';
import { act, freshId, idsOf, listAll, putOf, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');

export const batches: Group = {
  name: 'Batches and times',
  tests: [
    test(
      '44 a batch gets one receipt for each command, in order',
      { commands: ['idea.create', 'vote.set'], batch: 3, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const batch = [
          command('b1', 'idea.create', { id: 'one', board: 'ideas', title: 'One' }),
          command('b2', 'vote.set', { subject: { kind: 'idea', id: 'one' }, value: 1 }),
          command('b3', 'idea.create', { id: 'two', board: 'ideas', title: 'Two' }),
        ];
        const receipts = await ana.apply(batch);
        equal(
          receipts.map(({ id }) => id),
          batch.map(({ id }) => id),
          'the ids of the receipts',
        );
        equal(
          receipts.map(({ error }) => error?.code),
          batch.map(() => undefined),
          'the refusals',
        );
        equal(await ana.apply([]), [], 'the receipts of no commands');
      },
    ),

    test(
      '44 a command that fails does not take its neighbours along, unless batches are atomic',
      { commands: ['idea.create'], batch: 3 },
      async (stage) => {
        const ana = await stage.as('ana');
        const idea = (id: string, board = 'ideas') =>
          command(freshId(), 'idea.create', { id, board, title: id });
        const receipts = await ana.apply([idea('one'), idea('two', 'nowhere'), idea('three')]);
        const made = idsOf(await listAll(ana, { kind: 'idea', sort: stage.supports.sorts[0]! })).sort();
        ok(receipts[1]?.error, 'the command in the middle ought to be refused');
        if (stage.supports.batch.atomic) return equal(made, [], 'ideas after an atomic batch');
        equal(
          receipts.map(({ error }) => error?.code ?? 'applied'),
          ['applied', 'not-found', 'applied'],
          'receipts',
        );
        equal(made, ['one', 'three'], 'ideas');
      },
    ),

    test(
      '44 a batch that is too large is refused as a whole',
      { commands: ['idea.create'] },
      async (stage) => {
        const ana = await stage.as('ana');
        const before = await snapshot(stage);
        const batch = Array.from({ length: stage.supports.batch.max + 1 }, (_, at) =>
          command(freshId(), 'idea.create', { id: `many-${at}`, board: 'ideas', title: 'One of many' }),
        );
        await rejects(ana.apply(batch), ['too-large', 'invalid'], 'a batch that is too large');
        equal(await snapshot(stage), before, 'the community after the refusal');
      },
    ),

    test(
      '52 times never go back within a board',
      { commands: ['idea.create', 'vote.set'], seed: [makeIdea('early')] },
      async (stage) => {
        const ana = await stage.as('ana');
        let last = 0;
        for (let at = 0; at < 12; at++) {
          const { changes } = await act(ana, 'idea.create', { id: `i${at}`, board: 'ideas', title: 'Again' });
          const { createdAt, updatedAt } = putOf(changes, 'idea');
          ok(createdAt >= last, `idea ${at} ought not to be older than the one before`);
          ok(updatedAt >= createdAt, 'nothing is changed before it is made');
          const vote = await act(ana, 'vote.set', {
            subject: { kind: 'idea', id: 'early' },
            value: at % 2 === 0 ? 1 : 0,
          });
          last = putOf(vote.changes, 'idea').updatedAt;
          ok(last >= createdAt, `the vote after idea ${at} ought not to be earlier`);
        }
      },
    ),
  ],
};
