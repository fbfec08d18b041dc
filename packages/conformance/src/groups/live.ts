import type { ResumeToken } from '@rallykit/core';
import { equal, isError, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { act, idsOf, listAll, mark, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { Watcher, watch } from '../watcher.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;
const idea = (id: string, board = 'ideas') => ({ id, board, title: `Idea ${id}` });
const create = { commands: ['idea.create'], live: true } as const;

/** The changes of posts on one board, in short. */
const story = ({ changes }: Watcher, board: string): string[] =>
  changes
    .filter((change) => change.type === 'put' && 'board' in change.entity && change.entity.board === board)
    .map(mark);

/** Makes ideas one after the other. */
async function makeIdeas(stage: Stage, prefix: string, count: number): Promise<string[]> {
  const ana = await stage.as('ana');
  const ids = Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  for (const id of ids) await act(ana, 'idea.create', idea(id));
  return ids;
}

const ideasOf = ({ changes }: Watcher): string[] =>
  changes.flatMap((change) =>
    change.type === 'put' && change.entity.kind === 'idea' ? [change.entity.id] : [],
  );

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
          act(at % 2 ? ana : ben, 'idea.create', idea(`i${at}`)),
        );
        const page = await reader.list({ kind: 'idea', first: 100 });
        await Promise.all(writes);
        await act(ana, 'idea.create', idea('fence'));
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

    test('33 a resumed watch tells exactly what came later', { ...create, resume: true }, async (stage) => {
      const reader = await stage.as('anonymous');
      const whole = await watch(stage, reader);
      await makeIdeas(stage, 'early', 3);
      await whole.has('idea', 'early2');
      const cut = whole.changes.length;
      const token = lastToken(whole);
      await makeIdeas(stage, 'late', 3);
      await whole.has('idea', 'late2');
      const resumed = await watch(stage, await stage.as('anonymous'), {}, token);
      await resumed.has('idea', 'late2');
      equal(resumed.changes.map(mark), whole.changes.slice(cut).map(mark), 'what the resumed watch told');
      await Promise.all([whole.stop(), resumed.stop()]);
    }),

    test('33 a receipt’s token resumes right after its act', { ...create, resume: true }, async (stage) => {
      const ana = await stage.as('ana');
      await act(ana, 'idea.create', idea('one'));
      const { at } = await act(ana, 'idea.create', idea('two'));
      await act(ana, 'idea.create', idea('three'));
      const watcher = await watch(stage, ana, {}, at);
      await watcher.has('idea', 'three');
      equal(ideasOf(watcher), ['three'], 'what the watch told');
      await watcher.stop();
    }),

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
            ...Array.from({ length: 4 }, (_, at) => send(person, 'idea.create', idea(`p${who}-${at}`))),
            send(person, 'vote.set', { subject: lamp, value: 1 }),
          ]),
        );
        await act(people[0]!, 'idea.create', idea('fence'));
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
      '35 a resumed watch tells all that it missed, or says reset',
      { ...create, resume: true, retention: 10 },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await makeIdeas(stage, 'early', 1);
        const token = (await reader.list({ kind: 'board', first: 1 })).asOf;
        const missed = await makeIdeas(stage, 'missed', 40);
        const watcher = new Watcher(stage, reader, {}, token);
        await watcher.until('caught-up or reset', ({ events }) =>
          events.some(({ type }) => type !== 'changes'),
        );
        const reset = watcher.events.find((event) => event.type === 'reset');
        if (reset) {
          equal(reset.reason, 'gap', 'the reason of the reset');
          await watcher.end('the end of the watch after its reset');
          equal(watcher.changes, [], 'changes beside a reset');
          const fresh = await watch(stage, reader, {}, (await reader.list({ kind: 'board', first: 1 })).asOf);
          await makeIdeas(stage, 'fresh', 1);
          await fresh.has('idea', 'fresh0');
          await fresh.stop();
        } else equal(ideasOf(watcher), missed, 'what the resumed watch told');
        await watcher.stop();
      },
    ),

    test(
      '35 a token of another store, or of none, gets a reset',
      { ...create, resume: true },
      async (stage) => {
        const elsewhere = await (await stage.another()).connect('ana');
        const { at } = await act(elsewhere, 'idea.create', idea('elsewhere'));
        const reader = await stage.as('anonymous');
        await makeIdeas(stage, 'here', 3);
        for (const token of [at, 'nonsense' as ResumeToken, '' as ResumeToken]) {
          const watcher = new Watcher(stage, reader, {}, token);
          try {
            equal(await watcher.reset(), 'epoch', `the reason of the reset for “${token}”`);
          } catch (error) {
            // A refusal is no silence either.
            if (!watcher.ended?.error) throw error;
            isError(watcher.ended.error, 'invalid', `a watch from “${token}”`);
          }
          equal(watcher.changes, [], `changes from “${token}”`);
          await watcher.stop();
        }
      },
    ),

    test(
      '36 a watch ends when its signal aborts, when its consumer stops and when the backend closes',
      create,
      async (stage) => {
        const bySignal = await watch(stage, await stage.as('ben'));
        await bySignal.stop();
        ok(
          bySignal.ended?.error === undefined,
          `stopping is no error, but it threw ${String(bySignal.ended?.error)}`,
        );

        const ben = await stage.as('ben');
        for await (const event of ben.watch!({}, undefined)) {
          if (event.type === 'caught-up') break;
        }

        const closing = await stage.as('ben');
        const byClose = await watch(stage, closing);
        await closing.close();
        await byClose.end('the end of the watch after close');
        if (byClose.ended?.error) isError(byClose.ended.error, 'closed', 'a watch whose backend closed');
        await makeIdeas(stage, 'later', 1);
        equal([...ideasOf(bySignal), ...ideasOf(byClose)], [], 'what ended watches told');
      },
    ),

    test(
      '36 a stopped watch leaves nothing behind in the store',
      { ...create, openWatches: true },
      async (stage) => {
        const ben = await stage.as('ben');
        const before = await stage.world.openWatches!();
        const watchers = await Promise.all(Array.from({ length: 5 }, () => watch(stage, ben)));
        await makeIdeas(stage, 'i', 1);
        for (const watcher of watchers) await watcher.has('idea', 'i0');
        await Promise.all(watchers.map((watcher) => watcher.stop()));
        // A remote store learns of it a little later.
        await eventually(
          stage,
          async () => (await stage.world.openWatches!()) === before,
          'open watches ought to be as before',
        );
      },
    ),

    test(
      '38 nobody is told of another’s votes and ballots',
      { commands: ['idea.create', 'vote.set', 'ballot.set'], live: true, seed },
      async (stage) => {
        const [ana, ben] = [await stage.as('ana'), await stage.as('ben')];
        const others = await Promise.all(
          (['anonymous', 'guest', 'ben', 'tess', 'lea'] as const).map(async (persona) =>
            watch(stage, await stage.as(persona)),
          ),
        );
        const own = await watch(stage, await stage.as('ana'));
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'ballot.set', { poll: 'colour', options: ['red'] });
        await act(ben, 'idea.create', idea('fence'));
        for (const watcher of [own, ...others]) await watcher.has('idea', 'fence');
        const secrets = (watcher: Watcher) =>
          watcher.changes.map(mark).filter((text) => /^put (vote|ballot)\//.test(text));
        for (const watcher of others) equal(secrets(watcher), [], 'votes and ballots told to others');
        equal(secrets(own).length, 2, 'my own vote and ballot, told to me');
        for (const watcher of others) await watcher.has('idea', 'lamp');
        await Promise.all([own, ...others].map((watcher) => watcher.stop()));
      },
    ),

    test(
      '38 a watch of some boards is told of those, and of what belongs to all',
      { ...create, seed },
      async (stage) => {
        const watcher = await watch(stage, await stage.as('anonymous'), { boards: ['process'] });
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', idea('elsewhere'));
        await act(ana, 'idea.create', idea('here', 'process'));
        await watcher.has('idea', 'here');
        equal(ideasOf(watcher), ['here'], 'ideas that were told');
        ok(!story(watcher, 'ideas').length, 'nothing of another board ought to be told');
        await watcher.has('member', 'ana');
        await watcher.stop();
      },
    ),

    test(
      '12 32 what a watch tells adds up to what a list shows',
      { commands: ['idea.create', 'vote.set', 'post.remove'], kinds: ['idea'], live: true, seed },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const watcher = await watch(stage, reader);
        const ana = await stage.as('ana');
        await makeIdeas(stage, 'i', 3);
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'i1' }, value: 1 });
        await act(ana, 'post.remove', { ref: { kind: 'idea', id: 'i0' } });
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ana, 'idea.create', idea('fence'));
        await watcher.has('idea', 'fence');
        const copy = new Map<string, unknown>();
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

function lastToken({ events }: Watcher): ResumeToken {
  const tokens = events.flatMap((event) => ('at' in event ? [event.at] : []));
  return tokens.at(-1)!;
}

async function eventually(stage: Stage, condition: () => Promise<boolean>, what: string): Promise<void> {
  const until = Date.now() + stage.patienceMs;
  while (!(await condition())) {
    ok(Date.now() < until, what);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
