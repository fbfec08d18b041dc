import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { act, idsOf, listAll, makeIdeas, mark, newIdea, send } from '../stage.js';
import { test, type Group } from '../suite.js';
import { ideasOf, watch, type Watcher } from '../watcher.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;
const create = { commands: ['idea.create'], live: true } as const;

/** The changes of posts on one board, in short. */
const story = ({ changes }: Watcher, board: string): string[] =>
  changes
    .filter((change) => change.type === 'put' && 'board' in change.entity && change.entity.board === board)
    .map(mark);

export const live: Group = {
  name: 'Live changes',
  tests: [
    test(
      '32 a list, then a watch from its asOf: nothing is missed',
      { ...create, kinds: ['idea'], resume: true },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await makeIdeas(stage, 'before', 2);
        const page = await reader.list({ kind: 'idea' });
        const between = await makeIdeas(stage, 'between', 2);
        const watcher = await watch(stage, reader, {}, page.asOf);
        const after = await makeIdeas(stage, 'after', 2);
        await watcher.has('idea', 'after1');
        equal(idsOf(page.items).sort(), ['before0', 'before1'], 'the page');
        equal(ideasOf(watcher), [...between, ...after], 'what the watch told');
        await watcher.stop();
      },
    ),

    test(
      '32 lists taken while others write: page and watch together miss nothing',
      { ...create, kinds: ['idea'], resume: true },
      async (stage) => {
        const [reader, ana, ben] = [
          await stage.as('anonymous'),
          await stage.as('ana'),
          await stage.as('ben'),
        ];
        const writes = Array.from({ length: 12 }, (_, at) =>
          act(at % 2 ? ana : ben, 'idea.create', newIdea(`i${at}`)),
        );
        const page = await reader.list({ kind: 'idea', first: 100 });
        await Promise.all(writes);
        await act(ana, 'idea.create', newIdea('fence'));
        const watcher = await watch(stage, reader, {}, page.asOf);
        await watcher.has('idea', 'fence');
        const known = new Set([...idsOf(page.items), ...ideasOf(watcher)]);
        equal(
          [...known].sort(),
          [...writes.map((_, at) => `i${at}`), 'fence'].sort(),
          'page and watch together',
        );
        await watcher.stop();
      },
    ),

    test('32 a watch tells of each change once, at once', create, async (stage) => {
      const watcher = await watch(stage, await stage.as('ben'));
      const ids = await makeIdeas(stage, 'i', 5);
      await watcher.has('idea', 'i4');
      equal(ideasOf(watcher), ids, 'what the watch told');
      await watcher.stop();
    }),

    test(
      '32 a removal is told, with its tombstone',
      { commands: ['post.remove'], live: true, seed },
      async (stage) => {
        const watcher = await watch(stage, await stage.as('anonymous'), { boards: ['ideas'] });
        await act(await stage.as('ana'), 'post.remove', { ref: lamp });
        await watcher.has('idea', 'lamp');
        ok(
          watcher.changes.some((change) => change.type === 'remove' && change.tombstone.id === 'lamp'),
          'the removal ought to be told',
        );
        await watcher.stop();
      },
    ),

    test(
      '34 everyone is told of a board’s changes in one order',
      { ...create, commands: ['idea.create', 'vote.set'], seed },
      async (stage) => {
        const watchers = await Promise.all(
          (['anonymous', 'ana', 'tess'] as const).map(async (persona) =>
            watch(stage, await stage.as(persona)),
          ),
        );
        const people = await Promise.all(
          (['ana', 'ben', 'tess', 'lea'] as const).map((persona) => stage.as(persona)),
        );
        await Promise.all(
          people.flatMap((person, who) => [
            ...Array.from({ length: 4 }, (_, at) => send(person, 'idea.create', newIdea(`p${who}-${at}`))),
            send(person, 'vote.set', { subject: lamp, value: 1 }),
          ]),
        );
        await act(people[0]!, 'idea.create', newIdea('fence'));
        for (const watcher of watchers) await watcher.has('idea', 'fence');
        const [first, ...others] = watchers.map((watcher) => story(watcher, 'ideas'));
        for (const other of others) equal(other, first, 'the story that another watch told');
        const last = new Map<string, number>();
        for (const change of watchers[0]!.changes) {
          if (change.type !== 'put') continue;
          const key = `${change.entity.kind}/${change.entity.id}`;
          ok(
            change.entity.revision > (last.get(key) ?? 0),
            `${mark(change)} ought to be newer than what was told before`,
          );
          last.set(key, change.entity.revision);
        }
        await Promise.all(watchers.map((watcher) => watcher.stop()));
      },
    ),

    test(
      '38 nobody is told of another’s votes and ballots',
      { commands: ['idea.create', 'vote.set'], live: true, seed },
      async (stage) => {
        const [ana, ben] = [await stage.as('ana'), await stage.as('ben')];
        const others = await Promise.all(
          (['anonymous', 'guest', 'ben', 'tess', 'lea'] as const).map(async (persona) =>
            watch(stage, await stage.as(persona)),
          ),
        );
        const own = await watch(stage, await stage.as('ana'));
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const hasBallots = stage.supports.commands.includes('ballot.set');
        if (hasBallots) await act(ana, 'ballot.set', { poll: 'colour', options: ['red'] });
        await act(ben, 'idea.create', newIdea('fence'));
        for (const watcher of [own, ...others]) await watcher.has('idea', 'fence');
        const secrets = (watcher: Watcher) =>
          watcher.changes.map(mark).filter((text) => /^put (vote|ballot)\//.test(text));
        for (const watcher of others) equal(secrets(watcher), [], 'votes and ballots told to others');
        equal(secrets(own).length, hasBallots ? 2 : 1, 'my own vote and ballot, told to me');
        for (const watcher of others) await watcher.has('idea', 'lamp');
        await Promise.all([own, ...others].map((watcher) => watcher.stop()));
      },
    ),

    test(
      '38 a watch of some boards is told of those, and of what belongs to all',
      { ...create, seed },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const watcher = await watch(stage, reader, { boards: ['process'] });
        const ana = await stage.as('ana');
        const [known] = await reader.get([{ kind: 'member', id: 'ana' }]);
        await act(ana, 'idea.create', newIdea('elsewhere'));
        await act(ana, 'idea.create', newIdea('here', 'process'));
        await watcher.has('idea', 'here');
        equal(ideasOf(watcher), ['here'], 'ideas that were told');
        ok(!story(watcher, 'ideas').length, 'nothing of another board ought to be told');
        // Where people are there before they take part, there is nothing to tell of them.
        if (!known) await watcher.has('member', 'ana');
        await watcher.stop();
      },
    ),

    test(
      '12 32 what a watch tells adds up to what a list shows',
      { commands: ['idea.create', 'vote.set'], kinds: ['idea'], live: true, seed },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const watcher = await watch(stage, reader);
        const copy = new Map<string, unknown>();
        for (const item of await listAll(reader, { kind: 'idea' })) copy.set(item.id, item);
        const ana = await stage.as('ana');
        await makeIdeas(stage, 'i', 3);
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'i1' }, value: 1 });
        if (stage.supports.commands.includes('post.remove'))
          await act(ana, 'post.remove', { ref: { kind: 'idea', id: 'i0' } });
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'light' }, value: 1 });
        await act(ana, 'idea.create', newIdea('fence'));
        await watcher.has('idea', 'fence');
        for (const change of watcher.changes) {
          if (change.type === 'remove') copy.delete(change.tombstone.id);
          else if (change.entity.kind === 'idea') copy.set(change.entity.id, change.entity);
        }
        const items = await listAll(reader, { kind: 'idea' });
        equal(
          Object.fromEntries(copy),
          Object.fromEntries(items.map((item) => [item.id, item])),
          'ideas as told',
        );
        await watcher.stop();
      },
    ),
  ],
};
