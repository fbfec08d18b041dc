import type { Step } from '@rallykit/core';
import { equal, includes } from '../assert.js';
import { makeIdea } from '../seed.js';
import { act, listAll, read, refused, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;
const seed = [makeIdea('lamp'), makeIdea('light')];
const needs = { commands: ['idea.set-status'], kinds: ['idea', 'step'], seed } as const;

const stepsOf = async (stage: Stage): Promise<readonly Step[]> =>
  listAll(await stage.as('anonymous'), { kind: 'step', subject: lamp, sort: 'old' });

export const steps: Group = {
  name: 'The history of a status',
  tests: [
    test('63 each change of status is kept: who, when, from what to what, and why', needs, async (stage) => {
      const [tess, lea] = [await stage.as('tess'), await stage.as('lea')];
      await act(tess, 'idea.set-status', { id: 'lamp', status: 'planned', note: 'Next **spring**.' });
      await act(lea, 'idea.set-status', { id: 'lamp', status: 'shipped' });
      await act(lea, 'idea.set-status', { id: 'light', status: 'declined' });
      const [planned, shipped, ...others] = await stepsOf(stage);
      const common = { board: 'ideas', idea: 'lamp' };
      includes(planned, { ...common, author: 'tess', from: 'open', to: 'planned' }, 'the first step');
      equal(planned?.note, 'Next **spring**.', 'why');
      includes(shipped, { ...common, author: 'lea', from: 'planned', to: 'shipped' }, 'the second step');
      equal(shipped?.note, undefined, 'why, where nobody said it');
      equal(others, [], 'further steps');
      const { statusAt } = await read(tess, 'idea', 'lamp');
      equal(shipped?.createdAt, statusAt, 'when');
    }),

    test('63 what changes no status is no step', { ...needs, idempotency: true }, async (stage) => {
      const tess = await stage.as('tess');
      await act(tess, 'idea.set-status', { id: 'lamp', status: 'open', note: 'We read it.' });
      await refused(await stage.as('ana'), 'forbidden', 'idea.set-status', { id: 'lamp', status: 'planned' });
      equal(await stepsOf(stage), [], 'the steps');
    }),

    test(
      '63 a step stays as it is, whatever is said later, and goes with its idea',
      { ...needs, commands: ['idea.set-status', 'idea.respond', 'post.remove'] },
      async (stage) => {
        const tess = await stage.as('tess');
        await act(tess, 'idea.set-status', { id: 'lamp', status: 'planned', note: 'In spring.' });
        const before = await stepsOf(stage);
        await act(tess, 'idea.respond', { id: 'lamp', body: 'In summer.' });
        equal(await stepsOf(stage), before, 'the steps');
        await act(tess, 'post.remove', { ref: lamp });
        equal(await stepsOf(stage), [], 'the steps of a removed idea');
      },
    ),
  ],
};
