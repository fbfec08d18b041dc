import type { ResumeToken } from '@rallykit/core';
import { equal, isError, ok } from '../assert.js';
import { act, makeIdeas, mark, newIdea, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { ideasOf, watch, Watcher } from '../watcher.js';

const create = { commands: ['idea.create'], live: true } as const;

export const resuming: Group = {
  name: 'Resuming and stopping',
  tests: [
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
      await act(ana, 'idea.create', newIdea('one'));
      const { at } = await act(ana, 'idea.create', newIdea('two'));
      await act(ana, 'idea.create', newIdea('three'));
      const watcher = await watch(stage, ana, {}, at);
      await watcher.has('idea', 'three');
      equal(ideasOf(watcher), ['three'], 'what the watch told');
      await watcher.stop();
    }),

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
      '35 a token of another store or community, or of none, gets a reset',
      { ...create, resume: true },
      async (stage) => {
        const elsewhere = await (await stage.another()).connect('ana');
        const { at } = await act(elsewhere, 'idea.create', newIdea('elsewhere'));
        const reader = await stage.as('anonymous');
        await makeIdeas(stage, 'here', 3);
        const neighbour = await stage.as('ana', 'other');
        const { at: next } = await act(neighbour, 'idea.create', newIdea('neighbour'));
        for (const token of [at, next, 'nonsense' as ResumeToken, '' as ResumeToken]) {
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
