import { type CommandInputs, type CommandType } from '@rallykit/core';
import { equal, includes, ok } from '../assert.js';
import { furnished, recipes } from '../recipes.js';
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
      '5 nor is the id of what went with it',
      { commands: ['idea.create', 'comment.create', 'post.remove'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', { id: 'shade', board: 'ideas', title: 'A shade' });
        await act(ana, 'comment.create', { id: 'bright', subject: lamp, body: 'Bright' });
        await act(ana, 'post.remove', { ref: lamp });
        const shade = { kind: 'idea', id: 'shade' } as const;
        await refused(ana, 'conflict', 'comment.create', { id: 'bright', subject: shade, body: 'Brighter' });
        const found = await listAll(ana, { kind: 'comment', subject: shade });
        equal(idsOf(found), [], 'the comments on another idea');
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
      { commands: ['idea.create'], idempotency: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        for (const type of ['idea.create', 'comment.create'] as const) {
          if (!stage.supports.commands.includes(type)) continue;
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

    test(
      '11 what was done survives a restart',
      { commands: ['idea.create', 'vote.set'], restart: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', recipes['idea.create']);
        await act(ana, 'vote.set', recipes['vote.set']);
        const before = await snapshot(stage);
        await stage.world.restart!();
        equal(await snapshot(stage), before, 'the community after the restart');
      },
    ),

    test(
      '11 the memory of what was done survives a restart',
      { commands: ['idea.create'], idempotency: true, restart: true },
      async (stage) => {
        const first = await act(await stage.as('ana'), 'idea.create', recipes['idea.create'], 'before');
        const before = await snapshot(stage);
        await stage.world.restart!();
        const again = await act(await stage.as('ana'), 'idea.create', recipes['idea.create'], 'before');
        ok(again.replayed, 'the act ought to be replayed after the restart');
        equal(again.changes, first.changes, 'the changes of the replayed receipt');
        equal(await snapshot(stage), before, 'the community after the act was sent again');
      },
    ),
  ],
};
