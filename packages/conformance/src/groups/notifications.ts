import type { Notification, Query } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import {
  makeAnswer,
  makeComment,
  makeFollow,
  makeIdea,
  makeMember,
  makeNotification,
  makeQuestion,
  makeVote,
  seededAt,
} from '../seed.js';
import { act, idsOf, listAll, pages, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { Watcher } from '../watcher.js';
import type { Persona } from '../world.js';

const ref = <K extends string>(kind: K, id: string) => ({ kind, id }) as const;
const lamp = ref('idea', 'lamp');
const seed = [
  makeIdea('lamp', { author: 'ben' }),
  makeIdea('light', { author: 'mia' }),
  makeQuestion('how', { author: 'ben' }),
  makeAnswer('so', 'how', { author: 'ben' }),
  makeComment('hm', lamp, { author: 'ben' }),
];
const needs = { kinds: ['idea', 'notification'], seed } as const;
const inbox = (told: 'all' | 'unread'): Query<'notification'> => ({
  kind: 'notification',
  told,
  sort: 'old',
});

/** What somebody is told, the oldest first: what happened, and to what. */
async function toldTo(stage: Stage, who: Persona, told: 'all' | 'unread' = 'all'): Promise<string[]> {
  const all = await listAll(await stage.as(who), inbox(told));
  return all.map(({ what, subject, about }) => `${what} ${(what === 'reply' ? about : subject).id}`);
}

const move = async (stage: Stage, id: string, status: string, who: Persona = 'tess') =>
  act(await stage.as(who), 'idea.set-status', { id, status });

/** Many notifications on an idea that Ana voted for, of which pages can be read. */
const many = Array.from({ length: 9 }, (_, at) =>
  makeNotification('lamp', { id: `lamp~${at}`, createdAt: seededAt + Math.floor(at / 2) }),
);

export const notifications: Group = {
  name: 'What people are told',
  tests: [
    test(
      '68 69 who voted, wrote or commented is told what happens, but for who did it, and nobody else is',
      { ...needs, commands: ['idea.set-status', 'vote.set', 'comment.create'] },
      async (stage) => {
        for (const who of ['ana', 'tess'] as const)
          await act(await stage.as(who), 'vote.set', { subject: lamp, value: 1 });
        await act(await stage.as('lea'), 'comment.create', {
          id: 'which',
          subject: lamp,
          body: 'Which one?',
        });
        await move(stage, 'lamp', 'planned');
        for (const who of ['ana', 'lea'] as const)
          equal(await toldTo(stage, who), ['status lamp'], `what ${who} is told`);
        equal((await toldTo(stage, 'ben')).slice(-1), ['status lamp'], 'what its author is told');
        for (const who of ['anonymous', 'guest', 'tess', 'operator'] as const)
          equal(await toldTo(stage, who), [], `what ${who} is told`);
      },
    ),

    test(
      '68 who takes the vote back is not told any more',
      { ...needs, commands: ['idea.set-status', 'vote.set'], seed: [...seed, makeVote('ana', lamp)] },
      async (stage) => {
        await move(stage, 'lamp', 'planned');
        equal(await toldTo(stage, 'ana'), ['status lamp'], 'with the vote');
        await act(await stage.as('ana'), 'vote.set', { subject: lamp, value: 0 });
        equal(await toldTo(stage, 'ana'), [], 'without it');
      },
    ),

    test(
      '68 anybody can follow without voting, and who voted, wrote or commented can stop',
      { ...needs, commands: ['idea.set-status', 'follow.set'], seed: [...seed, makeVote('ana', lamp)] },
      async (stage) => {
        const follow = async (who: Persona, on: boolean) =>
          act(await stage.as(who), 'follow.set', { idea: 'lamp', on });
        await follow('guest', true);
        for (const who of ['ana', 'ben'] as const) await follow(who, false);
        await move(stage, 'lamp', 'planned');
        equal(await toldTo(stage, 'guest'), ['status lamp'], 'who follows');
        for (const who of ['ana', 'ben'] as const) equal(await toldTo(stage, who), [], `${who}, who stopped`);
        await follow('guest', false);
        await follow('ana', true);
        equal(await toldTo(stage, 'guest'), [], 'who stopped later');
        equal(await toldTo(stage, 'ana'), ['status lamp'], 'who follows again');
      },
    ),

    test(
      '69 what happened before they followed is not told',
      {
        ...needs,
        commands: ['follow.set'],
        seed: [...seed, makeNotification('lamp'), makeVote('lea', lamp)],
      },
      async (stage) => {
        await act(await stage.as('ana'), 'follow.set', { idea: 'lamp', on: true });
        equal(await toldTo(stage, 'ana'), [], 'what ana is told');
        equal(await toldTo(stage, 'lea'), ['answer lamp'], 'what lea is told, who had voted then');
      },
    ),

    test(
      '69 an official answer is told, its correction is not, nor is that it was taken back',
      { ...needs, commands: ['idea.respond'] },
      async (stage) => {
        for (const body of ['In spirng.', 'In spring.', ''])
          await act(await stage.as('tess'), 'idea.respond', { id: 'lamp', body });
        equal(await toldTo(stage, 'ben'), ['answer lamp'], 'what its author is told');
      },
    ),

    test(
      '69 a merge is told, and those who followed are told what happens to the idea that it went to',
      {
        ...needs,
        commands: ['idea.merge', 'idea.set-status'],
        seed: [
          ...seed,
          makeVote('ana', lamp),
          makeVote('tess', lamp),
          makeFollow('guest-gil', 'lamp'),
          makeFollow('tess', 'lamp', false),
        ],
      },
      async (stage) => {
        await act(await stage.as('lea'), 'idea.merge', { id: 'lamp', into: 'light' });
        await move(stage, 'light', 'planned', 'lea');
        for (const who of ['ana', 'ben', 'guest'] as const)
          equal(await toldTo(stage, who), ['merge lamp', 'status light'], `what ${who} is told`);
        equal(await toldTo(stage, 'tess'), [], 'what tess is told, who did not want to be');
      },
    ),

    test(
      '69 an update is told to those who follow what it ships, once for each idea that it names anew',
      { ...needs, commands: ['update.publish', 'update.edit'], kinds: ['idea', 'update', 'notification'] },
      async (stage) => {
        const tess = await stage.as('tess');
        const news = {
          id: 'news',
          board: 'ideas',
          title: 'It dims',
          ships: ['lamp'],
          setShipped: true,
        } as const;
        await act(tess, 'update.publish', news);
        await act(tess, 'update.edit', { id: 'news', revision: 9, ships: ['lamp', 'light'] });
        equal(await toldTo(stage, 'ben'), ['update lamp'], 'what its author is told');
      },
    ),

    test(
      '70 who is replied to is told: by a comment on what they wrote, an answer, or a reply to their comment',
      {
        ...needs,
        commands: ['comment.create', 'answer.create'],
        kinds: ['idea', 'question', 'notification'],
      },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'comment.create', { id: 'c1', subject: lamp, body: 'Yes.' });
        await act(ana, 'comment.create', { id: 'c2', subject: lamp, body: 'Yes!', replyTo: 'hm' });
        await act(ana, 'comment.create', { id: 'c3', subject: ref('answer', 'so'), body: 'So?' });
        await act(ana, 'answer.create', { id: 'a1', question: 'how', body: 'By hand.' });
        const lea = await stage.as('lea');
        await act(lea, 'comment.create', { id: 'c4', subject: lamp, body: 'No?', replyTo: 'c1' });
        const replies = ['reply how', 'reply how', 'reply lamp', 'reply lamp', 'reply lamp'];
        // They may all have come at one time.
        equal((await toldTo(stage, 'ben')).sort(), replies, 'what ben is told');
        equal(await toldTo(stage, 'ana'), ['reply lamp'], 'what ana is told, who was replied to once');
        for (const who of ['lea', 'tess', 'anonymous'] as const)
          equal(await toldTo(stage, who), [], `what ${who} is told`);
      },
    ),

    test(
      '70 71 a reply that waits is told once everybody can see it, and one that is gone is not',
      { ...needs, commands: ['comment.create', 'community.edit', 'post.approve', 'post.remove'] },
      async (stage) => {
        const tess = await stage.as('tess');
        await act(await stage.as('lea'), 'community.edit', { review: 'everyone' });
        await act(await stage.as('ana'), 'comment.create', { id: 'c1', subject: lamp, body: 'Yes.' });
        equal(await toldTo(stage, 'ben'), [], 'while it waits');
        await act(tess, 'post.approve', { ref: ref('comment', 'c1') });
        equal(await toldTo(stage, 'ben'), ['reply lamp'], 'once it is approved');
        await act(tess, 'post.remove', { ref: ref('comment', 'c1') });
        equal(await toldTo(stage, 'ben'), [], 'once it is removed');
      },
    ),

    test(
      '42 71 of an idea that waits only who wrote it is told',
      {
        ...needs,
        commands: ['idea.respond', 'follow.set'],
        seed: [makeIdea('draft', { author: 'ben', pending: true })],
      },
      async (stage) => {
        await act(await stage.as('lea'), 'follow.set', { idea: 'draft', on: true });
        await act(await stage.as('tess'), 'idea.respond', { id: 'draft', body: 'Say more.' });
        equal(await toldTo(stage, 'ben'), ['answer draft'], 'what its author is told');
        equal(await toldTo(stage, 'lea'), [], 'what somebody else is told, who may see it');
        for (const who of ['ana', 'lea', 'anonymous'] as const)
          equal(await listAll(await stage.as(who), { kind: 'notification' }), [], `what ${who} finds`);
      },
    ),

    test(
      '38 39 71 what one person is told, follows and has read is nobody else’s to see',
      {
        ...needs,
        live: true,
        commands: ['comment.create', 'follow.set', 'mark.set'],
        kinds: ['idea', 'follow', 'notification', 'mark'],
      },
      async (stage) => {
        const lea = await stage.as('lea');
        const watcher = new Watcher(stage, lea);
        await watcher.caughtUp();
        await act(await stage.as('ana'), 'comment.create', { id: 'c1', subject: lamp, body: 'Yes.' });
        const ben = await stage.as('ben');
        const [reply] = (await ben.list(inbox('all'))).items;
        await act(ben, 'mark.set', { ids: [reply!.id] });
        await act(ben, 'follow.set', { idea: 'light', on: true });
        await act(lea, 'follow.set', { idea: 'light', on: true });
        await watcher.has('follow', 'lea~idea~light');
        const secret = ['follow', 'notification', 'mark'];
        const heard = watcher.changes.flatMap((change) => (change.type === 'put' ? [change.entity] : []));
        equal(
          heard.filter((each) => secret.includes(each.kind) && !('member' in each && each.member === 'lea')),
          [],
          'what lea heard of others',
        );
        const refs = [reply!, ref('follow', 'ben~idea~light'), ref('mark', 'ben')];
        equal(await lea.get(refs.map(({ kind, id }) => ({ kind, id }))), [null, null, null], 'what lea gets');
        equal((await ben.get([ref('mark', 'ben')])).length, 1, 'what ben gets');
        for (const kind of ['follow', 'mark', 'notification'] as const)
          equal(
            (await listAll(lea, { kind })).filter((each) => each.member !== 'lea'),
            [],
            `a list of ${kind} by lea`,
          );
        await watcher.stop();
      },
    ),

    test(
      '72 what was read one by one stays read, and the rest unread',
      { ...needs, commands: ['mark.set'], seed: [...seed, ...many, makeVote('ana', lamp)] },
      async (stage) => {
        const ana = await stage.as('ana');
        const read = (ids: readonly string[]) => act(ana, 'mark.set', { ids });
        const unread = async () => idsOf(await listAll(ana, inbox('unread')));
        const all = idsOf(many);
        equal(await unread(), all, 'before');
        await read(['lamp~4']);
        await read(['lamp~0', 'lamp~4', 'none']);
        equal(
          await unread(),
          all.filter((id) => id !== 'lamp~0' && id !== 'lamp~4'),
          'after three were read',
        );
        equal(idsOf(await listAll(ana, inbox('all'))), all, 'all of them');
        equal((await toldTo(stage, 'ben', 'unread')).length, 9, 'what somebody else has not read');
      },
    ),

    test(
      '72 all up to a time is read, and what comes later is not',
      {
        ...needs,
        commands: ['mark.set', 'idea.set-status'],
        seed: [...seed, ...many, makeVote('ana', lamp)],
      },
      async (stage) => {
        const ana = await stage.as('ana');
        const read = (until: number) => act(ana, 'mark.set', { until });
        await read(seededAt + 1);
        equal(idsOf(await listAll(ana, inbox('unread'))), idsOf(many.slice(4)), 'up to the second pair');
        await read(seededAt);
        equal((await toldTo(stage, 'ana', 'unread')).length, 5, 'an earlier time takes nothing back');
        // What is still to come cannot be read.
        await read(8e15);
        equal(await toldTo(stage, 'ana', 'unread'), [], 'all that there was');
        let status = 'planned';
        for (let left = 200; left > 0 && (await toldTo(stage, 'ana', 'unread')).length === 0; left--) {
          await move(stage, 'lamp', status);
          status = status === 'planned' ? 'open' : 'planned';
        }
        ok((await toldTo(stage, 'ana', 'unread')).length > 0, 'what comes later');
      },
    ),

    test(
      '25 69 pages of what is told bring each once, in order',
      { ...needs, seed: [...seed, ...many, makeVote('ana', lamp)], totals: true },
      async (stage) => {
        const ana = await stage.as('ana');
        for (const told of ['all', 'unread'] as const) {
          const found = await pages(ana, { ...inbox(told), first: 4 });
          equal(
            found.map((page) => page.length),
            [4, 4, 1],
            'how many a page',
          );
          equal(idsOf(found.flat()), idsOf(many), 'what is told, the oldest first');
          const { total } = await ana.list({ ...inbox(told), first: 0, total: true });
          equal(total, { n: 9, exact: true }, 'the total');
        }
      },
    ),

    test(
      '69 what is told comes with what is needed to show it',
      { ...needs, commands: ['idea.set-status'], kinds: ['idea', 'member', 'step', 'notification'] },
      async (stage) => {
        await move(stage, 'lamp', 'planned');
        const { items, related } = await (await stage.as('ben')).list(inbox('all'));
        const { about } = items[0] as Notification;
        equal(
          related.map(({ kind, id }) => `${kind}/${id}`).sort(),
          ['idea/lamp', 'member/tess', `step/${about.id}`],
          'what comes along',
        );
      },
    ),

    test(
      '49 who is erased is told nothing any more, and named by nothing that is told',
      {
        ...needs,
        commands: ['member.erase'],
        seed: [
          makeMember('ben', 'Ben'),
          makeMember('tess', 'Tess', { role: 'team' }),
          ...seed,
          makeNotification('lamp'),
          makeNotification('lamp', {
            id: 'lamp~2',
            what: 'reply',
            subject: ref('comment', 'hm'),
            about: lamp,
            member: 'ben',
          }),
          makeFollow('ben', 'light'),
          makeVote('ana', lamp),
        ],
      },
      async (stage) => {
        for (const id of ['ben', 'tess']) await act(await stage.as('lea'), 'member.erase', { id });
        const left = JSON.stringify([
          await listAll(await stage.as('operator'), { kind: 'notification' }),
          await listAll(await stage.as('operator'), { kind: 'follow' }),
        ]);
        ok(
          !left.includes('ben') && !left.includes('tess'),
          `nothing that is told ought to name them: ${left}`,
        );
        equal(await toldTo(stage, 'ana'), ['answer lamp'], 'what others are told');
      },
    ),
  ],
};
