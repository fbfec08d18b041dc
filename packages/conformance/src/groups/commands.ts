import { command, type CommandInputs, type CommandType } from '@rallykit/core';
import { equal, includes, ok, rejects } from '../assert.js';
import { furnished, recipes } from '../recipes.js';
import { makeIdea } from '../seed.js';
import { act, freshId, idsOf, listAll, putOf, read, refused, send, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;

const creations = {
  'idea.create': 'idea',
  'question.create': 'question',
  'answer.create': 'answer',
  'comment.create': 'comment',
  'poll.create': 'poll',
  'board.create': 'board',
  'goal.create': 'goal',
} as const satisfies { [T in CommandType]?: string };

/** Inputs that are wrong, and the field that the refusal names. */
const mistakes: readonly { [T in CommandType]: [string, T, unknown, field: string] }[CommandType][] = [
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

export const commands: Group = {
  name: 'Acts and their ids',
  tests: [
    ...Object.entries(creations).map(([name, kind]) => {
      const type = name as keyof typeof creations;
      return test(
        `4 5 ${type}, then get: the same, under the id that its maker gave it`,
        { commands: [type], seed },
        async (stage) => {
          const lea = await stage.as('lea');
          const { changes } = await act(lea, type, recipes[type] as CommandInputs[typeof type]);
          const made = putOf(changes, kind);
          equal(made.id, 'new', 'the id of what was made');
          equal(await read(lea, kind, 'new'), made, 'get after the receipt');
          equal(await read(await stage.as('anonymous'), kind, 'new'), made, 'get by a reader');
          includes(made, recipes[type], 'what was made');
          ok('author' in made ? made.author === 'lea' : true, 'its author ought to be who made it');
        },
      );
    }),

    test(
      '5 an id that is taken is refused with conflict',
      { commands: ['idea.create'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        await refused(await stage.as('ben'), 'conflict', 'idea.create', {
          id: 'lamp',
          board: 'ideas',
          title: 'Mine now',
        });
        equal(await snapshot(stage), before, 'the community after the refusal');
      },
    ),

    test(
      '5 the id of something removed is not free again',
      { commands: ['idea.create', 'post.remove'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'post.remove', { ref: lamp });
        await refused(ana, 'conflict', 'idea.create', { id: 'lamp', board: 'ideas', title: 'Back again' });
        const [found] = await ana.get([lamp]);
        ok(found === null || (found && 'removedAt' in found), 'what was removed ought to stay gone');
      },
    ),

    test(
      '4 what is removed leaves a tombstone, with a later revision',
      { commands: ['post.remove'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const before = await read(ana, 'idea', 'lamp');
        const { changes } = await act(ana, 'post.remove', { ref: lamp });
        const removed = changes.find((change) => change.type === 'remove');
        ok(removed, 'the receipt ought to have the removal');
        includes(removed.tombstone, lamp, 'the tombstone');
        ok(removed.tombstone.revision > before.revision, 'the tombstone ought to be newer than the entity');
        const [found] = await ana.get([lamp]);
        if (found !== null) equal(found, removed.tombstone, 'get ought to answer null or the tombstone');
        ok(!idsOf(await listAll(ana, { kind: 'idea' })).includes('lamp'), 'lists ought to leave it out');
      },
    ),

    test(
      '6 the same act sent again has one effect and the first receipt',
      { commands: ['idea.create', 'comment.create'], idempotency: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        for (const type of ['idea.create', 'comment.create'] as const) {
          const id = freshId();
          const first = await act(ana, type, recipes[type] as CommandInputs[typeof type], id);
          const before = await snapshot(stage);
          const again = await act(
            await stage.as('ana'),
            type,
            recipes[type] as CommandInputs[typeof type],
            id,
          );
          ok(!first.replayed, 'the first receipt ought not to say replayed');
          ok(again.replayed, 'the second receipt ought to say replayed');
          equal(again.changes, first.changes, 'the changes of the second receipt');
          equal(await snapshot(stage), before, 'the community after the second time');
        }
      },
    ),

    test(
      '6 an act sent again after later ones does not undo them',
      { commands: ['vote.set'], idempotency: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 }, 'for');
        await act(ana, 'vote.set', { subject: lamp, value: 0 }, 'none');
        await act(ana, 'vote.set', { subject: lamp, value: 1 }, 'for');
        equal((await read(ana, 'idea', 'lamp')).tally.score, 0, 'the score');
      },
    ),

    test(
      '6 a refused act leaves its id free',
      { commands: ['idea.create'], idempotency: true },
      async (stage) => {
        const ana = await stage.as('ana');
        await refused(
          ana,
          'not-found',
          'idea.create',
          { id: 'new', board: 'nowhere', title: 'A shelf' },
          'try',
        );
        const { replayed } = await act(
          ana,
          'idea.create',
          { id: 'new', board: 'ideas', title: 'A shelf' },
          'try',
        );
        ok(!replayed, 'the corrected act ought to be done, not replayed');
      },
    ),

    test(
      '7 the same id for another act is refused with key-reused',
      { commands: ['idea.create', 'vote.set'], idempotency: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', recipes['idea.create'], 'once');
        const before = await snapshot(stage);
        await refused(
          ana,
          'key-reused',
          'idea.create',
          { ...recipes['idea.create'], title: 'Another' },
          'once',
        );
        await refused(ana, 'key-reused', 'vote.set', recipes['vote.set'], 'once');
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '8 the same act sent ten times at once has one effect',
      { commands: ['idea.create'], idempotency: true },
      async (stage) => {
        const connections = await Promise.all([stage.as('ana'), stage.as('ana')]);
        const receipts = await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            send(connections[at % 2]!, 'idea.create', recipes['idea.create'], 'once'),
          ),
        );
        const applied = receipts.flatMap((receipt) => (receipt.error ? [] : [receipt]));
        equal(applied.filter(({ replayed }) => !replayed).length, 1, 'receipts that are not replayed');
        for (const { error } of receipts)
          if (error) equal(error.code, 'in-progress', 'the only refusal there may be');
        equal(idsOf(await listAll(connections[0]!, { kind: 'idea' })), ['new'], 'ideas');
      },
    ),

    test(
      '9 an id belongs to the member who uses it',
      { commands: ['idea.create', 'vote.set'], idempotency: true, seed },
      async (stage) => {
        await act(await stage.as('ana'), 'vote.set', { subject: lamp, value: 1 }, 'same');
        const bens = await act(await stage.as('ben'), 'vote.set', { subject: lamp, value: 1 }, 'same');
        ok(!bens.replayed, 'the act of another member ought not to be replayed');
        await act(await stage.as('tess'), 'idea.create', recipes['idea.create'], 'same');
        equal((await read(await stage.as('ana'), 'idea', 'lamp')).tally.score, 2, 'the score of two votes');
      },
    ),

    ...mistakes.map(([what, type, input, field]) =>
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
      { commands: ['vote.set', 'comment.create'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        await refused(ana, 'not-found', 'vote.set', { subject: { kind: 'idea', id: 'nowhere' }, value: 1 });
        await refused(ana, 'not-found', 'comment.create', {
          id: 'x',
          subject: { kind: 'question', id: 'lamp' },
          body: 'Hm',
        });
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '11 what was done, and the memory of it, survives a restart',
      { commands: ['idea.create', 'vote.set'], idempotency: true, restart: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const first = await act(ana, 'idea.create', recipes['idea.create'], 'before');
        await act(ana, 'vote.set', recipes['vote.set'], 'vote');
        const before = await snapshot(stage);
        await stage.world.restart!();
        equal(await snapshot(stage), before, 'the community after the restart');
        const again = await act(await stage.as('ana'), 'idea.create', recipes['idea.create'], 'before');
        ok(again.replayed, 'the act ought to be replayed after the restart');
        equal(again.changes, first.changes, 'the changes of the replayed receipt');
        equal(await snapshot(stage), before, 'the community after the act was sent again');
      },
    ),

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
