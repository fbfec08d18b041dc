import { isTombstone, voteId, type Change, type Ref } from '@rallykit/core';
import { equal, includes, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeAnswer, makeBallot, makeComment, makeIdea, makeMember, makeStep, makeVote } from '../seed.js';
import { act, freshId, listAll, read, refused, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;
const name = 'Zenobia Quill';
const seed = [
  ...furnished('ana'),
  makeMember('z-77', name, { title: 'Of Quills' }),
  makeIdea('quills', {
    author: 'z-77',
    response: { author: 'z-77', body: 'Yes.', at: Date.UTC(2024, 1, 1) },
  }),
  makeAnswer('ink', 'how', { author: 'z-77' }),
  makeComment('dip', lamp, { author: 'z-77' }),
  makeStep('lamp', { id: 'z-step', author: 'z-77' }),
  makeVote('z-77', lamp),
  makeVote('z-77', { kind: 'answer', id: 'so' }),
  makeBallot('z-77', 'colour', ['red']),
];
const needs = { commands: ['member.erase'], seed } as const;
const written: readonly Ref[] = [
  { kind: 'idea', id: 'quills' },
  { kind: 'answer', id: 'ink' },
  { kind: 'comment', id: 'dip' },
  { kind: 'step', id: 'z-step' },
];
const cast: readonly Ref[] = [
  { kind: 'vote', id: voteId('z-77', lamp) },
  { kind: 'vote', id: voteId('z-77', { kind: 'answer', id: 'so' }) },
  { kind: 'ballot', id: 'z-77~colour' },
];

const erase = async (stage: Stage) => act(await stage.as('lea'), 'member.erase', { id: 'z-77' });

/** Fails when something tells of the person, but for that they are gone and that somebody erased them. */
function tellsNothing(told: unknown, what: string): void {
  const text = JSON.stringify(told);
  ok(!/Quill"|Quills"|Zenobia/.test(text), `${what} ought not to name the person: ${text}`);
  ok(
    !/"id":"z-77~|"author":"z-77"|"member":"z-77"/.test(text),
    `${what} ought not to tell of their acts: ${text}`,
  );
}

export const erasing: Group = {
  name: 'Erasing people',
  tests: [
    test(
      '49 who is erased is nowhere any more: not by name, and not by what they did',
      { ...needs, kinds: ['member', 'idea', 'vote', 'ballot'] },
      async (stage) => {
        const { changes } = await erase(stage);
        tellsNothing(changes, 'the receipt');
        const operator = await stage.as('operator');
        const [member] = await operator.get([{ kind: 'member', id: 'z-77' }]);
        ok(member && isTombstone(member), 'of the member a tombstone ought to be left');
        for (const persona of ['operator', 'lea', 'anonymous'] as const) {
          const reader = await stage.as(persona);
          equal(await reader.get(cast), [null, null, null], `their votes and ballots, for ${persona}`);
          for (const kind of stage.supports.kinds) {
            const { items, related } = await reader.list({ kind, first: stage.supports.limits.page });
            tellsNothing([items, related], `the list of ${kind}, for ${persona},`);
          }
          if (stage.supports.search)
            equal((await reader.list({ kind: 'member', search: 'Zenobia' })).items, [], 'what search finds');
        }
      },
    ),

    test('49 what they wrote stays, by nobody in particular', needs, async (stage) => {
      const reader = await stage.as('anonymous');
      const before = await reader.get(written);
      await erase(stage);
      const after = await reader.get(written);
      const authors = new Set(after.map((found) => (found && 'author' in found ? found.author : undefined)));
      equal(authors.size, 1, 'authors of what they wrote');
      const [nobody] = authors;
      equal(await reader.get([{ kind: 'member', id: nobody ?? '' }]), [null], 'who that is');
      after.forEach((found, at) => {
        const [was, is] = [before[at], found];
        equal(is && 'body' in is && is.body, was && 'body' in was && was.body, 'the text');
      });
    }),

    test('49 tallies stay as they were counted', needs, async (stage) => {
      const reader = await stage.as('anonymous');
      const counted = async () => ({
        lamp: (await read(reader, 'idea', 'lamp')).tally.score,
        so: (await read(reader, 'answer', 'so')).tally.score,
        colour: (await read(reader, 'poll', 'colour')).tally,
        comments: (await read(reader, 'idea', 'lamp')).comments,
        answers: (await read(reader, 'question', 'how')).answers,
      });
      const before = await counted();
      equal([before.lamp, before.so, before.colour.voters], [1, 1, 1], 'scores before');
      await erase(stage);
      equal(await counted(), before, 'what is counted');
      const { up, down } = (await read(reader, 'idea', 'lamp')).tally;
      equal([up, down], [0, 0], 'votes that have a voter');
    }),

    test(
      '49 the tally that a merge took along stays too, and can be taken back',
      { ...needs, commands: ['member.erase', 'idea.merge', 'idea.unmerge'] },
      async (stage) => {
        const [tess, reader] = [await stage.as('tess'), await stage.as('anonymous')];
        const scores = async () => [
          (await read(reader, 'idea', 'lamp')).tally.score,
          (await read(reader, 'idea', 'light')).tally.score,
        ];
        await act(tess, 'idea.merge', { id: 'lamp', into: 'light' });
        equal(await scores(), [1, 1], 'scores when merged');
        await erase(stage);
        equal(await scores(), [1, 1], 'scores after erasing');
        await act(tess, 'idea.unmerge', { id: 'lamp' });
        equal(await scores(), [1, 0], 'scores after taking the merge back');
      },
    ),

    test(
      '49 the history before tells nothing of them',
      { ...needs, kinds: ['idea'], live: true, resume: true },
      async (stage) => {
        const lea = await stage.as('lea');
        const { asOf } = await lea.list({ kind: 'idea', first: 0 });
        await act(await stage.as('operator'), 'entity.import', {
          entity: makeComment('late', lamp, { author: 'z-77' }),
        });
        await erase(stage);
        await act(lea, 'vote.set', { subject: lamp, value: 1 });
        const stop = new AbortController();
        const told: Change[] = [];
        for await (const event of (await stage.as('operator')).watch!({}, asOf, { signal: stop.signal })) {
          if (event.type === 'changes') told.push(...event.changes);
          if (event.type !== 'changes') stop.abort();
        }
        tellsNothing(told, 'the history');
      },
    ),

    test(
      '49 the outcome of an earlier act is told as it is now',
      { ...needs, commands: ['member.erase', 'vote.set'], idempotency: true },
      async (stage) => {
        const [ben, id] = [await stage.as('ben'), freshId()];
        const vote = { subject: { kind: 'idea', id: 'quills' }, value: 1 } as const;
        await act(ben, 'vote.set', vote, id);
        await erase(stage);
        const again = await act(ben, 'vote.set', vote, id);
        ok(again.replayed, 'the same act again ought to be a replay');
        tellsNothing(again.changes, 'the replay');
      },
    ),

    test(
      '49 people erase themselves, who leads erases others, and nobody else does',
      { ...needs, commands: ['member.erase', 'vote.set'] },
      async (stage) => {
        const [ana, ben, tess] = [await stage.as('ana'), await stage.as('ben'), await stage.as('tess')];
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        for (const backend of [ben, tess])
          await refused(backend, 'forbidden', 'member.erase', { id: 'z-77' });
        await refused(ben, 'forbidden', 'member.erase', { id: 'ana' });
        await act(ana, 'member.erase', { id: 'ana' });
        equal(await ben.get([{ kind: 'vote', id: voteId('ana', lamp) }]), [null], 'the vote of who is gone');
        includes((await read(ben, 'idea', 'lamp')).tally, { score: 2, up: 1 }, 'the tally');
        await act(await stage.as('operator'), 'member.erase', { id: 'z-77' });
        await refused(await stage.as('lea'), 'not-found', 'member.erase', { id: 'z-77' });
      },
    ),

    test(
      '49 who is erased stays gone, whatever they still had to send',
      { ...needs, commands: ['member.erase', 'vote.set'], kinds: ['member'] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const id = freshId();
        await act(ana, 'member.erase', { id: 'ana' }, id);
        await refused(ana, 'forbidden', 'vote.set', { subject: lamp, value: -1 });
        equal((await ana.viewer()).may, [], 'what they may');
        if (stage.supports.idempotency.retentionMs !== 0)
          ok(!(await send(ana, 'member.erase', { id: 'ana' }, id)).error, 'the same act again is done');
        const members = await listAll(await stage.as('anonymous'), { kind: 'member' });
        ok(
          members.every((member) => member.id !== 'ana'),
          'who is erased ought not to be a member again',
        );
      },
    ),

    test(
      '49 an import does not bring back who is erased',
      { ...needs, commands: ['member.erase', 'entity.import'] },
      async (stage) => {
        const operator = await stage.as('operator');
        await erase(stage);
        const { tally } = await read(operator, 'idea', 'lamp');
        for (const entity of [
          makeMember('z-77', name),
          makeVote('z-77', lamp),
          makeBallot('z-77', 'colour', ['blue']),
          makeComment('later', lamp, { author: 'z-77' }),
        ])
          await act(operator, 'entity.import', { entity });
        equal((await read(operator, 'idea', 'lamp')).tally, tally, 'the tally');
        equal(await operator.get(cast), [null, null, null], 'votes and ballots');
        tellsNothing(await operator.get([{ kind: 'comment', id: 'later' }]), 'a comment that came later');
      },
    ),
  ],
};
