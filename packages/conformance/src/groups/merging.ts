import { voteId, type Idea } from '@rallykit/core';
import fc from 'fast-check';
import { equal, includes, ok } from '../assert.js';
import { makeComment, makeIdea, makeVote } from '../seed.js';
import { act, idsOf, listAll, read, refused, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { personas, type Persona } from '../world.js';

const ref = (id: string) => ({ kind: 'idea', id }) as const;
const idea = (id: string, imported: number) =>
  makeIdea(id, {
    author: `author-of-${id}`,
    board: 'process',
    status: 'proposed',
    tally: { score: imported, up: 0, down: 0, imported },
  });
const seed = [
  idea('a', 3),
  idea('b', 4),
  idea('c', 5),
  makeComment('said', ref('a'), { author: 'author-of-said', board: 'process' }),
  makeIdea('far'),
];
const needs = { commands: ['idea.merge', 'vote.set'], seed } as const;
const undo = { commands: ['idea.merge', 'idea.unmerge', 'vote.set'], seed } as const;
const voters = ['ana', 'ben', 'tess', 'lea'] as const satisfies readonly Persona[];
type Value = -1 | 0 | 1;
/** Sequences of votes that are tried. */
const rounds = 8;

const vote = async (stage: Stage, who: Persona, id: string, value: Value) =>
  act(await stage.as(who), 'vote.set', { subject: ref(id), value });
const merge = async (stage: Stage, id: string, into: string) =>
  act(await stage.as('tess'), 'idea.merge', { id, into });
const unmerge = async (stage: Stage, id: string) => act(await stage.as('tess'), 'idea.unmerge', { id });

/** What each voter's own vote on an idea is, but for none. */
async function votesOn(stage: Stage, id: string): Promise<Record<string, Value>> {
  const votes: Record<string, Value> = {};
  for (const persona of voters) {
    const member = personas[persona].id;
    const [found] = await (await stage.as(persona)).get([{ kind: 'vote', id: voteId(member, ref(id)) }]);
    if (found && 'value' in found && found.value !== 0) votes[member] = found.value;
  }
  return votes;
}

/** All of an idea but what any change moves. The trend is a sum of fractions: the same but for the last digits. */
async function standing(stage: Stage, id: string) {
  const found: Idea = await read(await stage.as('anonymous'), 'idea', id);
  const { revision: _r, updatedAt: _u, trend, ...rest } = found;
  return { ...rest, trend: Number(trend.toFixed(5)), votes: await votesOn(stage, id) };
}

export const merging: Group = {
  name: 'Merging ideas',
  tests: [
    test(
      '21 a merge counts the voters of both, nobody twice, and adds what was imported',
      needs,
      async (stage) => {
        await vote(stage, 'ana', 'a', 1);
        await vote(stage, 'ben', 'a', 1);
        await vote(stage, 'ben', 'b', -1);
        await vote(stage, 'lea', 'b', 1);
        await merge(stage, 'a', 'b');
        const { tally } = await read(await stage.as('anonymous'), 'idea', 'b');
        equal(tally, { score: 8, up: 2, down: 1, imported: 7 }, 'the tally');
        equal(await votesOn(stage, 'b'), { ana: 1, ben: -1, lea: 1 }, 'the votes');
        await vote(stage, 'ana', 'b', 1);
        equal(
          (await read(await stage.as('anonymous'), 'idea', 'b')).tally,
          tally,
          'the tally after a vote twice',
        );
      },
    ),

    test(
      '21 what was merged is still found, with its author, and says where it went; the talk went along',
      { ...needs, kinds: ['idea', 'comment', 'board'] },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await merge(stage, 'a', 'b');
        includes(await read(reader, 'idea', 'a'), { author: 'author-of-a', mergedInto: 'b' }, 'the idea');
        includes(await read(reader, 'idea', 'b'), { author: 'author-of-b', merged: ['a'] }, 'the other');
        const [said, ...others] = await listAll(reader, { kind: 'comment', subject: ref('b') });
        includes(said, { author: 'author-of-said', via: ['a'] }, 'the comment that came along');
        equal([...others, ...(await listAll(reader, { kind: 'comment', subject: ref('a') }))], [], 'others');
        equal(
          [(await read(reader, 'idea', 'a')).comments, (await read(reader, 'idea', 'b')).comments],
          [0, 1],
          'the counts of comments',
        );
        equal(
          idsOf(await listAll(reader, { kind: 'idea', board: 'process' })).sort(),
          ['b', 'c'],
          'the list',
        );
        equal(idsOf(await listAll(reader, { kind: 'idea', merged: true })), ['a'], 'the merged ones');
        equal((await read(reader, 'board', 'process')).counts, { proposed: 2 }, 'the counts of the board');
        if (stage.supports.totals === 'exact') {
          const { total } = await reader.list({ kind: 'idea', board: 'process', total: true });
          equal(total?.n, 2, 'the total');
        }
        if (stage.supports.search)
          equal(
            idsOf((await reader.list({ kind: 'idea', search: 'Idea a' })).items),
            [],
            'what search finds',
          );
      },
    ),

    test(
      '21 nothing is put on what was merged: the refusal says where it went',
      { ...needs, commands: [...needs.commands, 'comment.create', 'idea.set-status'] },
      async (stage) => {
        await merge(stage, 'a', 'b');
        const before = await standing(stage, 'a');
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        for (const error of [
          await refused(ana, 'forbidden', 'vote.set', { subject: ref('a'), value: 1 }),
          await refused(ana, 'forbidden', 'comment.create', { id: 'x', subject: ref('a'), body: 'Here?' }),
          await refused(tess, 'forbidden', 'comment.create', { id: 'x', subject: ref('a'), body: 'Here?' }),
          await refused(tess, 'forbidden', 'idea.set-status', { id: 'a', status: 'adopted' }),
        ]) {
          ok(error.message.includes('“b”'), `the refusal ought to name the idea: ${error.message}`);
          includes(error.current, { id: 'a', mergedInto: 'b' }, 'the current idea of the refusal');
        }
        equal(await standing(stage, 'a'), before, 'the idea after the refusals');
      },
    ),

    test(
      '21 no idea is merged into itself, twice, across boards or in a circle, and not by everybody',
      needs,
      async (stage) => {
        const tess = await stage.as('tess');
        await refused(await stage.as('ana'), 'forbidden', 'idea.merge', { id: 'a', into: 'b' });
        await refused(tess, 'invalid', 'idea.merge', { id: 'a', into: 'a' });
        await refused(tess, 'invalid', 'idea.merge', { id: 'a', into: 'far' });
        await refused(tess, 'not-found', 'idea.merge', { id: 'a', into: 'nowhere' });
        await merge(stage, 'a', 'b');
        equal((await merge(stage, 'a', 'b')).changes, [], 'the changes of the same merge again');
        await refused(tess, 'forbidden', 'idea.merge', { id: 'a', into: 'c' });
        const error = await refused(tess, 'invalid', 'idea.merge', { id: 'b', into: 'a' });
        ok(error.message.includes('“b”'), `the refusal ought to name the idea: ${error.message}`);
        await refused(tess, 'invalid', 'idea.merge', { id: 'c', into: 'a' });
      },
    ),

    test('22 a chain of merges is taken back from its end, and all is as it was', undo, async (stage) => {
      await vote(stage, 'ana', 'a', 1);
      await vote(stage, 'ben', 'b', 1);
      const before = await Promise.all(['a', 'b', 'c'].map((id) => standing(stage, id)));
      await merge(stage, 'a', 'b');
      await merge(stage, 'b', 'c');
      includes(
        (await read(await stage.as('anonymous'), 'idea', 'c')).tally,
        { up: 2, imported: 12 },
        'the tally at the end',
      );
      await refused(await stage.as('tess'), 'conflict', 'idea.unmerge', { id: 'a' });
      await unmerge(stage, 'b');
      await unmerge(stage, 'a');
      equal(await Promise.all(['a', 'b', 'c'].map((id) => standing(stage, id))), before, 'the ideas');
    }),

    test(
      '22 the talk goes back with the replies to it, and what was said since stays',
      { ...undo, commands: [...undo.commands, 'comment.create'], kinds: ['idea', 'comment'] },
      async (stage) => {
        const [reader, ben] = [await stage.as('anonymous'), await stage.as('ben')];
        const talk = async (id: string) => ({
          said: idsOf(await listAll(reader, { kind: 'comment', subject: ref(id) })).sort(),
          counted: (await read(reader, 'idea', id)).comments,
        });
        await merge(stage, 'a', 'b');
        await merge(stage, 'b', 'c');
        await act(ben, 'comment.create', { id: 're', subject: ref('c'), body: 'So it is.', replyTo: 'said' });
        await act(ben, 'comment.create', { id: 'own', subject: ref('c'), body: 'And this.' });
        equal(await talk('c'), { said: ['own', 're', 'said'], counted: 3 }, 'the talk at the end');
        await unmerge(stage, 'b');
        equal(await talk('c'), { said: ['own'], counted: 1 }, 'the talk that stays');
        equal(await talk('b'), { said: ['re', 'said'], counted: 2 }, 'the talk of the idea between');
        await unmerge(stage, 'a');
        equal(await talk('a'), { said: ['re', 'said'], counted: 2 }, 'the talk that is back');
        equal(await talk('b'), { said: [], counted: 0 }, 'the talk left between');
      },
    ),

    test(
      '21 22 only the team removes what others’ ideas are in, and these are themselves again',
      {
        ...undo,
        commands: [...undo.commands, 'idea.create', 'post.remove'],
        kinds: ['idea', 'comment', 'board'],
      },
      async (stage) => {
        await vote(stage, 'ben', 'a', 1);
        await act(await stage.as('ana'), 'idea.create', { id: 'mine', board: 'process', title: 'Mine' });
        const before = await standing(stage, 'a');
        await merge(stage, 'a', 'mine');
        await refused(await stage.as('ana'), 'forbidden', 'post.remove', { ref: ref('mine') });
        await act(await stage.as('tess'), 'post.remove', { ref: ref('mine') });
        equal(await standing(stage, 'a'), before, 'the idea that is itself again');
        const reader = await stage.as('anonymous');
        equal(idsOf(await listAll(reader, { kind: 'comment', subject: ref('a') })), ['said'], 'its talk');
        equal((await read(reader, 'board', 'process')).counts, { proposed: 3 }, 'the counts of the board');
      },
    ),

    test(
      '22 of two merges, who voted on both still counts when one is taken back',
      { ...undo, seed: [...seed, makeVote('mia', ref('a')), makeVote('mia', ref('b'))] },
      async (stage) => {
        const reader = await stage.as('anonymous');
        await merge(stage, 'a', 'c');
        await merge(stage, 'b', 'c');
        equal((await read(reader, 'idea', 'c')).tally.up, 1, 'voters with both merged');
        await unmerge(stage, 'a');
        equal(
          (await read(reader, 'idea', 'c')).tally,
          { score: 10, up: 1, down: 0, imported: 9 },
          'the tally',
        );
        await unmerge(stage, 'b');
        equal(
          (await read(reader, 'idea', 'c')).tally,
          { score: 5, up: 0, down: 0, imported: 5 },
          'the tally',
        );
      },
    ),

    test(
      '22 unmerging restores both, whoever voted before and in between',
      { ...undo, kinds: ['idea', 'board'], seed: [...seed, ...pairs()] },
      async (stage) => {
        const cast = fc.tuple(fc.constantFrom(...voters), fc.constantFrom<Value>(-1, 0, 1));
        const plays = fc.sample(
          fc.record({
            onA: fc.array(cast, { maxLength: 5 }),
            onB: fc.array(cast, { maxLength: 5 }),
            then: fc.array(cast, { maxLength: 4 }),
          }),
          { numRuns: rounds, seed: 22 },
        );
        const reader = await stage.as('anonymous');
        const { counts } = await read(reader, 'board', 'process');
        for (const [at, { onA, onB, then }] of plays.entries()) {
          const [a, b] = [`a${at}`, `b${at}`];
          for (const [who, value] of onA) await vote(stage, who, a, value);
          for (const [who, value] of onB) await vote(stage, who, b, value);
          const [first, other] = [await standing(stage, a), await standing(stage, b)];
          await merge(stage, a, b);
          const merged = await read(reader, 'idea', b);
          const union = new Set([...Object.keys(first.votes), ...Object.keys(other.votes)]);
          equal(merged.tally.up + merged.tally.down, union.size, `voters of both in play ${at}`);
          const kept: Record<string, Value> = { ...other.votes };
          for (const [who, value] of then) {
            const there = (await votesOn(stage, b))[personas[who].id] ?? 0;
            await vote(stage, who, b, value);
            if (value === 0) delete kept[personas[who].id];
            else if (value !== there) kept[personas[who].id] = value;
          }
          await unmerge(stage, a);
          equal(await standing(stage, a), first, `the merged idea of play ${at}`);
          const after = await standing(stage, b);
          equal(after.votes, kept, `the votes on the other idea of play ${at}`);
          if (then.length === 0) equal(after, other, `the other idea of play ${at}`);
          const values = Object.values(kept);
          const up = values.filter((value) => value > 0).length;
          equal(
            after.tally,
            { score: 2 * up - values.length, up, down: values.length - up, imported: 0 },
            `the tally of play ${at}`,
          );
        }
        equal((await read(reader, 'board', 'process')).counts, counts, 'the counts of the board');
      },
    ),
  ],
};

/** An idea and the one it is merged into, for each play. */
function pairs(): Idea[] {
  return Array.from({ length: rounds }, (_, at) => [idea(`a${at}`, 0), idea(`b${at}`, 0)]).flat();
}
