import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { act, idsOf, read, refused, send } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;

export const revisions: Group = {
  name: 'Revisions and edits',
  tests: [
    test(
      '12 every change raises the revision',
      { commands: ['idea.edit', 'vote.set', 'comment.create', 'idea.set-status'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const tess = await stage.as('tess');
        let last = (await read(ana, 'idea', 'lamp')).revision;
        ok(last >= 1, 'the first revision is at least 1');
        const grown = async (what: string) => {
          const { revision } = await read(ana, 'idea', 'lamp');
          ok(revision > last, `${what} ought to raise the revision from ${last}; it is ${revision}`);
          last = revision;
        };
        await act(ana, 'idea.edit', { id: 'lamp', revision: last, title: 'A better lamp' });
        await grown('an edit');
        await act(tess, 'vote.set', { subject: lamp, value: 1 });
        await grown('a vote');
        await act(ana, 'comment.create', { id: 'c', subject: lamp, body: 'Yes' });
        await grown('a comment');
        await act(tess, 'idea.set-status', { id: 'lamp', status: 'planned' });
        await grown('a status');
      },
    ),

    test(
      '12 reading, and setting what is so already, leaves the revision',
      { commands: ['vote.set'], kinds: ['idea'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const before = await read(ana, 'idea', 'lamp');
        await ana.list({ kind: 'idea' });
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        equal(await read(ana, 'idea', 'lamp'), before, 'the idea');
      },
    ),

    test(
      '13 an edit of an older text is refused with conflict, and shows the text as it is',
      { commands: ['idea.edit'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const { revision } = await read(ana, 'idea', 'lamp');
        await act(await stage.as('tess'), 'idea.edit', { id: 'lamp', revision, body: 'With a shade.' });
        const { current } = await refused(ana, 'conflict', 'idea.edit', {
          id: 'lamp',
          revision,
          body: 'With two shades.',
        });
        const now = await read(ana, 'idea', 'lamp');
        equal(now.body, 'With a shade.', 'the text');
        equal(current, now, 'what the refusal shows');
        await act(ana, 'idea.edit', { id: 'lamp', revision: now.revision, body: 'With two shades.' });
      },
    ),

    test(
      '13 votes and comments meanwhile are no conflict for an edit',
      { commands: ['idea.edit', 'vote.set', 'comment.create'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const { revision } = await read(ana, 'idea', 'lamp');
        await act(await stage.as('ben'), 'vote.set', { subject: lamp, value: 1 });
        await act(await stage.as('ben'), 'comment.create', { id: 'c', subject: lamp, body: 'Yes' });
        await act(ana, 'idea.edit', { id: 'lamp', revision, title: 'A better lamp' });
        const now = await read(ana, 'idea', 'lamp');
        equal(
          [now.title, now.tally.score, now.comments],
          ['A better lamp', 1, 2],
          'title, score and comments',
        );
      },
    ),

    test(
      '14 of eight edits of one revision at once, one wins',
      { commands: ['idea.edit'], seed },
      async (stage) => {
        const writers = await Promise.all([
          stage.as('ana'),
          stage.as('tess'),
          stage.as('lea'),
          stage.as('tess'),
        ]);
        const { revision } = await read(writers[0]!, 'idea', 'lamp');
        const receipts = await Promise.all(
          Array.from({ length: 8 }, (_, at) =>
            send(writers[at % writers.length]!, 'idea.edit', {
              id: 'lamp',
              revision,
              title: `Version ${at}`,
            }),
          ),
        );
        const winners = receipts.flatMap(({ error }, at) => (error ? [] : [`Version ${at}`]));
        equal(winners.length, 1, 'edits that were applied');
        for (const { error } of receipts)
          if (error) equal(error.code, 'conflict', 'the refusal of the others');
        equal((await read(writers[0]!, 'idea', 'lamp')).title, winners[0], 'the title');
      },
    ),

    test(
      '14 of ten people who make the same id at once, one makes it',
      { commands: ['idea.create'], kinds: ['idea'] },
      async (stage) => {
        const makers = await Promise.all([stage.as('ana'), stage.as('ben'), stage.as('tess')]);
        const receipts = await Promise.all(
          Array.from({ length: 9 }, (_, at) =>
            send(makers[at % 3]!, 'idea.create', { id: 'mine', board: 'ideas', title: `Number ${at}` }),
          ),
        );
        equal(receipts.filter(({ error }) => !error).length, 1, 'ideas that were made');
        equal(idsOf((await makers[0]!.list({ kind: 'idea' })).items), ['mine'], 'ideas');
      },
    ),
  ],
};
