import { command, type Backend, type Call } from '@rallykit/core';
import { equal, isError, ok, rejects } from '../assert.js';
import { furnished, recipes } from '../recipes.js';
import { act, freshId, idsOf, send, snapshot } from '../stage.js';
import { test, type Group, type Needs } from '../suite.js';

const seed = furnished('ana');

/** Each thing that one can ask of a backend. */
const verbs: Readonly<Record<string, readonly [Needs, (backend: Backend, call?: Call) => Promise<unknown>]>> =
  {
    supports: [{}, (backend, call) => backend.supports(call)],
    viewer: [{}, (backend, call) => backend.viewer(call)],
    get: [{}, (backend, call) => backend.get([{ kind: 'idea', id: 'lamp' }], call)],
    list: [{ kinds: ['idea'] }, (backend, call) => backend.list({ kind: 'idea' }, call)],
    apply: [
      { commands: ['vote.set'] },
      (backend, call) => backend.apply([command(freshId(), 'vote.set', recipes['vote.set'])], call),
    ],
    watch: [
      { live: true },
      async (backend, call) => backend.watch!({}, undefined, call)[Symbol.asyncIterator]().next(),
    ],
  };

const each = (
  make: (
    verb: string,
    needs: Needs,
    ask: (backend: Backend, call?: Call) => Promise<unknown>,
  ) => Group['tests'][number],
) => Object.entries(verbs).map(([verb, [needs, ask]]) => make(verb, needs, ask));

export const calls: Group = {
  name: 'Calls, closing and cancelling',
  tests: [
    ...each((verb, needs, ask) =>
      test(`53 after close, ${verb} rejects with closed`, { ...needs, seed }, async (stage) => {
        const ana = await stage.as('ana');
        await ask(ana);
        await ana.close();
        await rejects(ask(ana), 'closed', verb);
      }),
    ),

    test('53 closing twice is closing once, and leaves other connections open', {}, async (stage) => {
      const [ana, other] = [await stage.as('ana'), await stage.as('ana')];
      await Promise.all([ana.close(), ana.close()]);
      await ana.close();
      equal((await other.viewer()).member?.id, 'ana', 'the viewer of the other connection');
    }),

    ...each((verb, needs, ask) =>
      test(`45 with a signal that has aborted, ${verb} does nothing`, { ...needs, seed }, async (stage) => {
        const ana = await stage.as('ana');
        const before = await snapshot(stage);
        const call: Call = { signal: AbortSignal.abort() };
        if (verb !== 'watch') await rejects(ask(ana, call), 'aborted', verb);
        else {
          // A watch may also just end: that is what stopping it means.
          const outcome = await ask(ana, call).catch(
            (error: unknown) => isError(error, 'aborted', verb) && { done: true },
          );
          ok((outcome as IteratorResult<unknown>).done, 'a watch ought to end when its signal has aborted');
        }
        equal(await snapshot(stage), before, 'the community');
      }),
    ),

    test(
      '45 after an abort, the outcome can be learnt with the same id',
      { commands: ['idea.create'], kinds: ['idea'], idempotency: true },
      async (stage) => {
        const ana = await stage.as('ana');
        const stop = new AbortController();
        const act = command('cut', 'idea.create', recipes['idea.create']);
        const cut = ana.apply([act], { signal: stop.signal });
        stop.abort();
        await cut.catch((error: unknown) => isError(error, 'aborted', 'apply'));
        const receipt = await send(ana, act.type, act.input, act.id);
        ok(
          !receipt.error,
          `the same act ought to be done or replayed, not refused with ${receipt.error?.code}`,
        );
        equal(idsOf((await ana.list({ kind: 'idea' })).items), ['new'], 'ideas');
        ok(
          (await send(ana, act.type, act.input, act.id)).error === undefined,
          'it ought to be replayed from then on',
        );
      },
    ),

    test('45 an abort stops no other call', { commands: ['vote.set'], seed }, async (stage) => {
      const ana = await stage.as('ana');
      const stop = new AbortController();
      const cut = ana
        .viewer({ signal: stop.signal })
        .catch((error: unknown) => isError(error, 'aborted', 'viewer'));
      const vote = act(ana, 'vote.set', recipes['vote.set']);
      stop.abort();
      await cut;
      await vote;
    }),
  ],
};
