import { exportParts, refKey, voteId, type Backend, type Entity } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import {
  importEntities,
  makeAnswer,
  makeBallot,
  makeComment,
  makeFollow,
  makeIdea,
  makeMark,
  makeMember,
  makeNotification,
  makeVote,
  seededAt,
} from '../seed.js';
import { act, idsOf, listAll, pages, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import type { World } from '../world.js';

const lamp = { kind: 'idea', id: 'lamp' } as const;
const seed = [
  ...furnished('ana'),
  makeIdea('attic'),
  makeMember('zoe', 'Zoe'),
  makeMember('una', 'Una', { suspended: true }),
  makeAnswer('no', 'how', { author: 'zoe' }),
  makeComment('why', { kind: 'answer', id: 'so' }, { author: 'zoe' }),
  ...['mia', 'zoe', 'una'].map((member) => makeVote(member, lamp)),
  makeVote('zoe', { kind: 'answer', id: 'so' }),
  makeBallot('zoe', 'colour', ['red']),
  makeFollow('zoe', 'light'),
  makeMark('zoe', seededAt),
  makeNotification('lamp', { id: 'lamp~9', member: 'zoe' }),
];

/** Everything that an operator reads, by its ref. */
async function everything(operator: Backend): Promise<Record<string, Entity>> {
  const found: Record<string, Entity> = {};
  for await (const { changes } of exportParts(operator)) {
    for (const change of changes) if (change.type === 'put') found[refKey(change.entity)] = change.entity;
  }
  return found;
}

/** What people do that leaves its traces in counts, trends and revisions. */
async function liveliness(stage: Stage): Promise<void> {
  const [ana, ben, tess] = [await stage.as('ana'), await stage.as('ben'), await stage.as('tess')];
  const has = new Set(stage.supports.commands);
  await act(ana, 'vote.set', { subject: lamp, value: 1 });
  await act(ana, 'vote.set', { subject: lamp, value: 0 });
  await act(ben, 'vote.set', { subject: lamp, value: 1 });
  if (has.has('idea.edit')) await act(ana, 'idea.edit', { id: 'lamp', revision: 99, title: 'A better lamp' });
  if (has.has('answer.accept')) await act(ana, 'answer.accept', { question: 'how', answer: 'so' });
  if (has.has('comment.create')) {
    await act(ben, 'comment.create', { id: 'gone', subject: lamp, body: 'Never mind' });
    await act(ben, 'post.remove', { ref: { kind: 'comment', id: 'gone' } });
  }
  if (has.has('ballot.set')) await act(ben, 'ballot.set', { poll: 'colour', options: ['blue'] });
  if (has.has('idea.set-status'))
    await act(tess, 'idea.set-status', { id: 'light', status: 'planned', note: 'In May.' });
  if (has.has('idea.archive')) await act(tess, 'idea.archive', { id: 'attic', archived: true });
  if (has.has('idea.merge')) await act(tess, 'idea.merge', { id: 'light', into: 'lamp' });
}

const operatorOf = async (world: World): Promise<Backend> => world.connect('operator');

export const exporting: Group = {
  name: 'Taking a community elsewhere',
  tests: [
    test(
      '48 what an operator reads, page by page, makes an equal community elsewhere',
      { commands: ['vote.set', 'entity.import', 'post.remove'], kinds: ['idea', 'vote', 'member'], seed },
      async (stage) => {
        await liveliness(stage);
        const here = await everything(await stage.as('operator'));
        for (const kind of ['community', ...stage.supports.kinds])
          ok(
            Object.values(here).some((entity) => entity.kind === kind),
            `${kind} ought to be in the export`,
          );
        for (const entity of seed) ok(here[refKey(entity)], `${refKey(entity)} ought to be in the export`);
        const empty = await operatorOf(await stage.another({ default: [] }));
        equal(await everything(empty), {}, 'what is in the empty one');
        await importEntities(empty, Object.values(here), { exact: true });
        equal(await everything(empty), here, 'what is in the other');
        await importEntities(empty, Object.values(here), { exact: true });
        equal(await everything(empty), here, 'what is in the other after a second import');
        await empty.close();
      },
    ),

    test(
      '48 the community elsewhere goes on where this one stood',
      { commands: ['vote.set', 'entity.import', 'post.remove'], kinds: ['idea', 'vote', 'member'], seed },
      async (stage) => {
        const here = await everything(await stage.as('operator'));
        const world = await stage.another({ default: [] });
        const empty = await operatorOf(world);
        await importEntities(empty, Object.values(here), { exact: true });
        const [ana, ben] = [await world.connect('ana'), await world.connect('ben')];
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        await act(ben, 'post.remove', { ref: lamp }).then(
          () => ok(false, 'another’s idea ought to stay another’s'),
          () => undefined,
        );
        const [found] = await empty.get([lamp]);
        ok(
          found && 'tally' in found && 'score' in found.tally && found.tally.score === 4,
          'a vote ought to add to the three that came along',
        );
        for (const backend of [empty, ana, ben]) await backend.close();
      },
    ),

    test(
      '48 votes and ballots are listed for an operator, and to others only their own',
      { commands: ['vote.set'], kinds: ['vote', 'ballot'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
        const all = await pages(await stage.as('operator'), { kind: 'vote', sort: 'old', first: 2 });
        equal(
          idsOf(all.flat()).sort(),
          [
            voteId('ana', lamp),
            voteId('mia', lamp),
            voteId('una', lamp),
            voteId('zoe', { kind: 'answer', id: 'so' }),
            voteId('zoe', lamp),
          ],
          'votes, for the operator',
        );
        const onLamp = await listAll(await stage.as('operator'), { kind: 'vote', subject: lamp });
        equal(onLamp.length, 4, 'votes on one idea, for the operator');
        equal((await listAll(await stage.as('operator'), { kind: 'ballot' })).length, 1, 'ballots');
        equal(idsOf(await listAll(ana, { kind: 'vote' })), [voteId('ana', lamp)], 'votes, for ana');
        for (const persona of ['anonymous', 'guest', 'ben', 'tess', 'lea'] as const) {
          const other = await stage.as(persona);
          for (const kind of ['vote', 'ballot'] as const) {
            equal(await listAll(other, { kind }), [], `${kind}s, for ${persona}`);
            if (stage.supports.totals === 'exact')
              equal((await other.list({ kind, total: true })).total?.n, 0, `the total, for ${persona}`);
          }
        }
      },
    ),

    test(
      '48 what comes in exactly has the id by which it is found',
      { commands: ['entity.import'], seed },
      async (stage) => {
        const entity = { ...makeVote('nia', lamp), id: 'another' };
        const operator = await stage.as('operator');
        await importEntities(operator, [entity], { exact: true }).then(
          () => ok(false, 'a vote under a wrong id ought to be refused'),
          () => undefined,
        );
        equal(await operator.get([{ kind: 'vote', id: 'another' }]), [null], 'the vote');
      },
    ),
  ],
};
