import { command, voteId, type Command, type Ref } from '@rallykit/core';
import { equal, fail, isError, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeIdea, makeMember } from '../seed.js';
import { act, freshId, idsOf, listAll, newIdea, read, refused } from '../stage.js';
import { test, type Group } from '../suite.js';
import { ideasOf, watch } from '../watcher.js';

const seed = [
  ...furnished('mia'),
  makeMember('ana', 'Ana'),
  makeMember('lea', 'Lea', { role: 'leader' }),
  makeIdea('mine', { author: 'ana', pending: true }),
];
const lamp = { kind: 'idea', id: 'lamp' } as const;
const suspend = { member: 'ana', suspended: true };
const restore = { member: 'ana', suspended: false };

export const suspension: Group = {
  name: 'Access that is taken, and writes that are too many',
  tests: [
    test(
      '37 who is suspended can do nothing, and reads what everybody can',
      { commands: ['member.suspend', 'vote.set', 'idea.create'], kinds: ['idea'], seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        const reader = await stage.as('anonymous');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const own: Ref[] = [
          { kind: 'vote', id: voteId('ana', lamp) },
          { kind: 'idea', id: 'mine' },
        ];
        await act(tess, 'member.suspend', suspend);
        for (const backend of [ana, await stage.as('ana')]) {
          const error = await refused(backend, 'forbidden', 'idea.create', newIdea('more'));
          ok(/suspend/i.test(error.message), 'the refusal ought to say why');
          const { member, may } = await backend.viewer();
          equal([member?.id, may], ['ana', []], 'the viewer');
          equal(await backend.get(own), [null, null], 'what was seen by this person only');
          const page = await backend.list({ kind: 'idea' });
          equal(idsOf(page.items), idsOf(await listAll(reader, { kind: 'idea' })), 'ideas');
          equal(
            page.related.filter(({ kind }) => kind === 'vote'),
            [],
            'votes beside the list',
          );
          equal(idsOf(await listAll(backend, { kind: 'idea', mine: 'helped' })), [], 'ideas of mine');
        }
        await act(tess, 'member.suspend', restore);
        ok((await ana.viewer()).may.includes('idea.create'), 'who is restored ought to be able to act');
        ok(
          (await ana.get(own)).every((found) => found !== null),
          'who is restored ought to find what is theirs',
        );
        await act(ana, 'idea.create', newIdea('more'));
      },
    ),

    test(
      '37 an open watch of who is suspended is reset for access, and then told no more',
      { commands: ['member.suspend', 'idea.create'], live: true, seed },
      async (stage) => {
        const [tess, ben] = [await stage.as('tess'), await stage.as('ben')];
        const open = await Promise.all([
          watch(stage, await stage.as('ana')),
          watch(stage, await stage.as('ana'), { boards: ['help'] }),
        ]);
        const other = await watch(stage, ben);
        await act(tess, 'member.suspend', suspend);
        for (const watcher of open) {
          equal(await watcher.reset(), 'access', 'the reason of the reset');
          await watcher.end('the end of a watch whose access was taken');
        }
        await act(ben, 'idea.create', newIdea('later'));
        await other.has('idea', 'later');
        for (const watcher of open) equal(watcher.events.at(-1)?.type, 'reset', 'the last that was told');

        // Who reads on does so as anybody, until access is given back.
        const anybody = await watch(stage, await stage.as('ana'));
        await act(tess, 'idea.create', newIdea('public'));
        await anybody.has('idea', 'public');
        await act(tess, 'member.suspend', restore);
        equal(await anybody.reset(), 'access', 'the reason of the reset when access is given back');
        equal(ideasOf(anybody), ['public'], 'ideas told meanwhile');
        ok(!other.events.some(({ type }) => type === 'reset'), 'the watches of others ought to go on');
        await other.stop();
      },
    ),

    test(
      '37 a watch that is resumed over a suspension is reset for access',
      { commands: ['member.suspend', 'idea.create'], kinds: ['idea'], live: true, resume: true, seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        const { asOf } = await ana.list({ kind: 'idea' });
        await act(tess, 'member.suspend', suspend);
        await act(tess, 'idea.create', newIdea('later'));
        const page = await ana.list({ kind: 'idea' });
        for (const [from, then] of [
          [asOf, 'reset'],
          [page.asOf, 'caught-up'],
        ] as const) {
          const stop = new AbortController();
          let first: string | undefined;
          for await (const event of ana.watch!({}, from, { signal: stop.signal })) {
            first = event.type === 'reset' ? `${event.type}:${event.reason}` : event.type;
            break;
          }
          stop.abort();
          equal(first, then === 'reset' ? 'reset:access' : then, 'the first that a resumed watch tells');
        }
      },
    ),

    test(
      '37 41 only who ranks above can suspend somebody',
      { commands: ['member.suspend'], seed },
      async (stage) => {
        const [tess, lea] = [await stage.as('tess'), await stage.as('lea')];
        await refused(await stage.as('ben'), 'forbidden', 'member.suspend', suspend);
        await refused(tess, 'forbidden', 'member.suspend', { member: 'lea', suspended: true });
        await refused(lea, 'forbidden', 'member.suspend', { member: 'lea', suspended: true });
        await refused(tess, 'not-found', 'member.suspend', { member: 'nobody', suspended: true });
        ok(!(await read(tess, 'member', 'lea')).suspended, 'a refusal ought to change nothing');
      },
    ),

    test(
      '47 too many writes are refused as rate-limited, and say when to come back',
      { commands: ['vote.set', 'idea.create'], writesAMinute: true, seed },
      async (stage) => {
        const [ana, ben] = [await stage.as('ana'), await stage.as('ben')];
        const { limits, batch } = await ana.supports();
        const perMinute = limits.writesAMinute ?? fail('the world ought to declare limits.writesAMinute');
        const began = Date.now();
        let applied = 0;
        const sendMany = async (commands: readonly Command[]) => {
          const receipts = await ana.apply(commands);
          for (const receipt of receipts) {
            if (!receipt.error) applied++;
            else isError(receipt.error, 'rate-limited', 'a write among many');
          }
          const earned = perMinute * (1 + (Date.now() - began) / 60_000);
          ok(applied <= earned + 1, `${applied} writes ought not to pass where ${perMinute} a minute may`);
          return receipts;
        };
        const many = Math.min(batch.max, 100);
        const votes = () =>
          Array.from({ length: many }, (_, at) =>
            command(freshId(), 'vote.set', { subject: lamp, value: at % 2 ? 0 : 1 }),
          );
        while ((await sendMany(votes())).every(({ error }) => !error));

        let late: Command | undefined;
        let wait = 0;
        for (let round = 0; !late; round++) {
          ok(round < 50, 'a member who goes on writing ought to be refused');
          const ideas = Array.from({ length: many }, (_, at) =>
            command(freshId(), 'idea.create', newIdea(`late-${round}-${at}`)),
          );
          // The last, so that nothing after it takes what is there again.
          const error = (await sendMany(ideas)).at(-1)?.error;
          if (!error) continue;
          late = ideas.at(-1);
          wait = error.retryAfterMs ?? 0;
        }
        ok(wait > 0, 'the refusal ought to say when to come back, in retryAfterMs');
        const { id } = late.input as { id: string };
        equal(await ben.get([{ kind: 'idea', id }]), [null], 'what was refused');
        await new Promise((resolve) => setTimeout(resolve, wait + 1));
        const [receipt] = await ana.apply([late]);
        if (!receipt || receipt.error) fail(`the same command, ${wait} ms later, ought to be applied`);
        ok(!receipt.replayed, 'what was refused ought not to be remembered as done');
        equal((await read(ben, 'idea', id)).author, 'ana', 'the author of the idea');
      },
    ),

    test(
      '47 the limit is of each person by themselves',
      { commands: ['vote.set'], writesAMinute: true, seed },
      async (stage) => {
        const [ana, ben] = [await stage.as('ana'), await stage.as('ben')];
        const { batch } = await ana.supports();
        const votes = (value: 0 | 1) => command(freshId(), 'vote.set', { subject: lamp, value });
        const many = () => Array.from({ length: Math.min(batch.max, 100) }, (_, at) => votes(at % 2 ? 0 : 1));
        while ((await ana.apply(many())).every(({ error }) => !error));
        for (const receipt of await ben.apply([votes(1), votes(0), votes(1)]))
          ok(!receipt.error, 'somebody else ought to be able to write');
      },
    ),
  ],
};
