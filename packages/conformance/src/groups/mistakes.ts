import type { CommandInputs, CommandType } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { furnished, recipes } from '../recipes.js';
import { refused, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;

/** Inputs that are wrong, and the field that the refusal names. */
const wrong: readonly { [T in CommandType]: [string, T, unknown, field: string] }[CommandType][] = [
  ['no title', 'idea.create', { id: 'x', board: 'ideas' }, 'title'],
  ['an empty title', 'idea.create', { id: 'x', board: 'ideas', title: '' }, 'title'],
  ['a title of blanks', 'idea.create', { id: 'x', board: 'ideas', title: ' \n\t ' }, 'title'],
  [
    'a title of 100,000 characters',
    'idea.create',
    { id: 'x', board: 'ideas', title: 'a'.repeat(100_000) },
    'title',
  ],
  ['a title that is a number', 'idea.create', { id: 'x', board: 'ideas', title: 7 }, 'title'],
  ['an unknown field', 'idea.create', { id: 'x', board: 'ideas', title: 'A shelf', colour: 'red' }, 'colour'],
  ['an unknown tag', 'idea.create', { id: 'x', board: 'ideas', title: 'A shelf', tags: ['nope'] }, 'tags'],
  ['an id with a blank', 'idea.create', { id: 'a b', board: 'ideas', title: 'A shelf' }, 'id'],
  ['an empty answer', 'answer.create', { id: 'x', question: 'how', body: '' }, 'body'],
  [
    'a reply to a comment of another post',
    'comment.create',
    { id: 'x', subject: { kind: 'idea', id: 'light' }, body: 'Hm', replyTo: 'hm' },
    'replyTo',
  ],
  ['an empty comment', 'comment.create', { id: 'x', subject: lamp, body: ' ' }, 'body'],
  ['a status that the board does not have', 'idea.set-status', { id: 'lamp', status: 'nope' }, 'status'],
  ['half a vote', 'vote.set', { subject: lamp, value: 0.5 }, 'value'],
  ['two votes', 'vote.set', { subject: lamp, value: 2 }, 'value'],
  ['a vote against where votes are for', 'vote.set', { subject: lamp, value: -1 }, 'value'],
  ['an option that the poll does not have', 'ballot.set', { poll: 'colour', options: ['nope'] }, 'options'],
  [
    'a poll with one option',
    'poll.create',
    { ...recipes['poll.create'], options: [{ id: 'a', label: 'A' }] },
    'options',
  ],
  ['a goal that ends before it starts', 'goal.create', { ...recipes['goal.create'], endsAt: 1 }, 'endsAt'],
];

export const mistakes: Group = {
  name: 'Mistakes',
  tests: [
    ...wrong.map(([what, type, input, field]) =>
      test(
        `10 ${type} with ${what} is refused, names “${field}” and changes nothing`,
        { commands: [type], seed },
        async (stage) => {
          const before = await snapshot(stage);
          const error = await refused(
            await stage.as('lea'),
            'invalid',
            type,
            input as CommandInputs[typeof type],
          );
          const named = Object.keys(error.fields ?? {});
          ok(
            named.some((name) => name.split('.').includes(field)),
            `fields ought to name ${field}; they name ${named.join(', ') || 'none'}`,
          );
          equal(await snapshot(stage), before, 'the community after the refusal');
        },
      ),
    ),

    test(
      '10 an act on what is not there is refused with not-found',
      { commands: ['vote.set'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        await refused(ana, 'not-found', 'vote.set', { subject: { kind: 'idea', id: 'nowhere' }, value: 1 });
        await refused(ana, 'not-found', 'vote.set', { subject: { kind: 'question', id: 'lamp' }, value: 1 });
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '10 a comment on what is not there is refused with not-found',
      { commands: ['comment.create'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        const comment = { id: 'x', body: 'Hm' };
        await refused(ana, 'not-found', 'comment.create', {
          ...comment,
          subject: { kind: 'question', id: 'lamp' },
        });
        await refused(ana, 'not-found', 'comment.create', { ...comment, subject: lamp, replyTo: 'nowhere' });
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),
  ],
};
