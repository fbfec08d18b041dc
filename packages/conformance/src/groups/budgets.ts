import { voteId } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { makeBoard, makeIdea } from '../seed.js';
import { act, read, refused, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';

const budget = 2;
const ids = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5'];
const seed = [
  makeBoard('few', 'product-design', { budget }),
  ...ids.map((id) => makeIdea(id, { board: 'few' })),
  makeIdea('elsewhere'),
];
const needs = { commands: ['vote.set', 'idea.set-status'], seed } as const;

const vote = async (stage: Stage, id: string, value: 0 | 1 = 1) =>
  act(await stage.as('ana'), 'vote.set', { subject: { kind: 'idea', id }, value });
const overspent = async (stage: Stage, id: string) =>
  refused(await stage.as('ana'), ['conflict', 'invalid'], 'vote.set', {
    subject: { kind: 'idea', id },
    value: 1,
  });

export const budgets: Group = {
  name: 'Budgets of votes',
  tests: [
    test(
      '19 nobody has more votes on a board than its budget, and is told how many that is',
      needs,
      async (stage) => {
        await vote(stage, 'b0');
        await vote(stage, 'b1');
        const error = await overspent(stage, 'b2');
        ok(/\b2\b/.test(error.message), `the refusal ought to say how many: ${error.message}`);
        equal((await read(await stage.as('ana'), 'idea', 'b2')).tally.score, 0, 'the score of the third');
        await vote(stage, 'b1');
        await vote(stage, 'elsewhere');
        await act(await stage.as('ben'), 'vote.set', { subject: { kind: 'idea', id: 'b2' }, value: 1 });
      },
    ),

    test('19 the budget holds under a race', needs, async (stage) => {
      const tabs = await Promise.all([stage.as('ana'), stage.as('ana'), stage.as('ana')]);
      const receipts = await Promise.all(
        ids.map((id, at) => send(tabs[at % 3]!, 'vote.set', { subject: { kind: 'idea', id }, value: 1 })),
      );
      equal(receipts.filter(({ error }) => !error).length, budget, 'votes that were taken');
      const ana = tabs[0]!;
      const votes = await ana.get(
        ids.map((id) => ({ kind: 'vote', id: voteId('ana', { kind: 'idea', id }) })),
      );
      equal(votes.filter((found) => found !== null).length, budget, 'votes that are kept');
      const ideas = await Promise.all(ids.map((id) => read(ana, 'idea', id)));
      equal(
        ideas.reduce((sum, { tally }) => sum + tally.score, 0),
        budget,
        'the scores together',
      );
    }),

    test(
      '19 a vote is free again when it is taken back, and when its idea is closed, removed or merged',
      { ...needs, commands: [...needs.commands, 'post.remove', 'idea.merge'] },
      async (stage) => {
        const tess = await stage.as('tess');
        await vote(stage, 'b0');
        await vote(stage, 'b1');
        await vote(stage, 'b1', 0);
        await vote(stage, 'b2');
        await overspent(stage, 'b3');
        await act(tess, 'idea.set-status', { id: 'b0', status: 'shipped' });
        await vote(stage, 'b3');
        await overspent(stage, 'b4');
        await act(tess, 'post.remove', { ref: { kind: 'idea', id: 'b2' } });
        await vote(stage, 'b4');
        await overspent(stage, 'b5');
        await act(tess, 'idea.merge', { id: 'b3', into: 'b4' });
        await vote(stage, 'b5');
        await overspent(stage, 'b1');
      },
    ),

    test(
      '19 an idea that is opened again brings its votes back, and the budget is over until there is room',
      needs,
      async (stage) => {
        const tess = await stage.as('tess');
        await vote(stage, 'b0');
        await vote(stage, 'b1');
        for (const id of ['b0', 'b1']) await act(tess, 'idea.set-status', { id, status: 'shipped' });
        await vote(stage, 'b2');
        await vote(stage, 'b3');
        for (const id of ['b0', 'b1']) await act(tess, 'idea.set-status', { id, status: 'open' });
        await overspent(stage, 'b4');
        for (const id of ['b0', 'b1']) {
          equal((await read(tess, 'idea', id)).tally.score, 1, `the score of ${id}`);
          await vote(stage, id, 0);
        }
        await overspent(stage, 'b4');
        await vote(stage, 'b2', 0);
        await vote(stage, 'b4');
      },
    ),
  ],
};
