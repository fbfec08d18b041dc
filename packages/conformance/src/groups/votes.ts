import { ballotId, isTombstone, voteId, type Votable } from '@rallykit/core';
import fc from 'fast-check';
import { equal, ok } from '../assert.js';
import { makeIdea, makePoll } from '../seed.js';
import { furnished } from '../recipes.js';
import { act, putOf, read, refused, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { personas, type Persona } from '../world.js';

const seed = furnished('ana');
const lamp = { kind: 'idea', id: 'lamp' } as const;
const onProcess = (id: string) => makeIdea(id, { board: 'process', status: 'proposed' });
const voters = ['ana', 'ben', 'tess', 'lea'] as const satisfies readonly Persona[];

/** The tally that the voters' own votes make. */
async function recount(stage: Stage, subject: Votable, imported = 0) {
  const values = await Promise.all(
    voters.map(async (persona) => {
      const [vote] = await (
        await stage.as(persona)
      ).get([{ kind: 'vote', id: voteId(personas[persona].id, subject) }]);
      return vote && !isTombstone(vote) && vote.kind === 'vote' ? vote.value : 0;
    }),
  );
  const up = values.filter((value) => value > 0).length;
  const down = values.filter((value) => value < 0).length;
  return { score: up - down + imported, up, down, imported };
}

export const votes: Group = {
  name: 'Votes and ballots',
  tests: [
    test('15 setting a vote twice is setting it once', { commands: ['vote.set'], seed }, async (stage) => {
      const ana = await stage.as('ana');
      await act(ana, 'vote.set', { subject: lamp, value: 1 });
      const { changes } = await act(ana, 'vote.set', { subject: lamp, value: 1 });
      equal(changes, [], 'the changes of the second act');
      equal((await read(ana, 'idea', 'lamp')).tally, { score: 1, up: 1, down: 0, imported: 0 }, 'the tally');
    }),

    test(
      '15 the same vote from ten tabs at once counts once',
      { commands: ['vote.set'], seed },
      async (stage) => {
        const tabs = await Promise.all([stage.as('ana'), stage.as('ana'), stage.as('ana')]);
        await Promise.all(
          Array.from({ length: 10 }, (_, at) => send(tabs[at % 3]!, 'vote.set', { subject: lamp, value: 1 })),
        );
        equal((await read(tabs[0]!, 'idea', 'lamp')).tally.score, 1, 'the score');
      },
    ),

    test(
      '16 the order of different people’s votes does not matter',
      { commands: ['vote.set'], seed: [onProcess('a'), onProcess('b')] },
      async (stage) => {
        const people = await Promise.all(voters.map((persona) => stage.as(persona)));
        const values = [1, stage.against ? -1 : 0, 1, 1] as const;
        for (const at of [0, 1, 2, 3])
          await act(people[at]!, 'vote.set', { subject: { kind: 'idea', id: 'a' }, value: values[at]! });
        for (const at of [2, 0, 3, 1])
          await act(people[at]!, 'vote.set', { subject: { kind: 'idea', id: 'b' }, value: values[at]! });
        const [a, b] = [await read(people[0]!, 'idea', 'a'), await read(people[0]!, 'idea', 'b')];
        const down = stage.against ? 1 : 0;
        equal(a.tally, { score: 3 - down, up: 3, down, imported: 0 }, 'the tally');
        equal(b.tally, a.tally, 'the tally after the other order');
      },
    ),

    test('16 votes of many at once all count', { commands: ['vote.set'], seed }, async (stage) => {
      const people = await Promise.all(voters.map((persona) => stage.as(persona)));
      await Promise.all(people.map((person) => act(person, 'vote.set', { subject: lamp, value: 1 })));
      equal((await read(people[0]!, 'idea', 'lamp')).tally.score, voters.length, 'the score');
    }),

    test(
      '17 whatever is voted, the tally equals the votes that are kept',
      { commands: ['vote.set'], seed: Array.from({ length: 12 }, (_, at) => onProcess(`p${at}`)) },
      async (stage) => {
        const people = await Promise.all(voters.map((persona) => stage.as(persona)));
        const values = stage.against ? ([-1, 0, 1] as const) : ([0, 1] as const);
        const ballot = fc.tuple(fc.nat({ max: voters.length - 1 }), fc.constantFrom(...values));
        const sequences = fc.sample(fc.array(ballot, { minLength: 1, maxLength: 12 }), {
          numRuns: 12,
          seed: 17,
        });
        for (const [at, sequence] of sequences.entries()) {
          const id = `p${at}`;
          for (const [who, value] of sequence)
            await act(people[who]!, 'vote.set', { subject: { kind: 'idea', id }, value });
          const idea = await read(people[0]!, 'idea', id);
          equal(idea.tally, await recount(stage, idea), `the tally after ${JSON.stringify(sequence)}`);
        }
      },
    ),

    test(
      '17 votes taken over as a bare count stay in the tally',
      {
        commands: ['vote.set', 'entity.import'],
        seed: [makeIdea('old', { tally: { score: 40, up: 0, down: 0, imported: 40 } })],
      },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'vote.set', { subject: { kind: 'idea', id: 'old' }, value: 1 });
        equal(
          (await read(ana, 'idea', 'old')).tally,
          { score: 41, up: 1, down: 0, imported: 40 },
          'the tally',
        );
      },
    ),

    test(
      '18 taking a vote back restores the tally and the order by attention',
      { commands: ['vote.set', 'idea.create'] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', { id: 'new', board: 'ideas', title: 'A shelf' });
        const subject = { kind: 'idea', id: 'new' } as const;
        const before = await read(ana, 'idea', 'new');
        await act(ana, 'vote.set', { subject, value: 1 });
        const during = await read(ana, 'idea', 'new');
        ok(during.trend > before.trend, 'a vote ought to raise the trend');
        await act(ana, 'vote.set', { subject, value: 0 });
        const after = await read(ana, 'idea', 'new');
        equal(after.tally, before.tally, 'the tally');
        const off = Math.abs(after.trend - before.trend);
        ok(off < 1e-6, `the trend ought to be ${before.trend} again, it is ${after.trend}`);
      },
    ),

    test(
      '18 turning a vote round moves both sides',
      { commands: ['vote.set'], against: true, seed: [onProcess('a')] },
      async (stage) => {
        const ana = await stage.as('ana');
        const subject = { kind: 'idea', id: 'a' } as const;
        await act(ana, 'vote.set', { subject, value: 1 });
        await act(ana, 'vote.set', { subject, value: -1 });
        equal((await read(ana, 'idea', 'a')).tally, { score: -1, up: 0, down: 1, imported: 0 }, 'the tally');
      },
    ),

    test(
      '20 a closed idea takes no votes, and takes them again when it is opened',
      { commands: ['vote.set', 'idea.set-status'], seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        await act(tess, 'idea.set-status', { id: 'lamp', status: 'shipped' });
        const before = await read(ana, 'idea', 'lamp');
        await refused(ana, 'forbidden', 'vote.set', { subject: lamp, value: 1 });
        equal(await read(ana, 'idea', 'lamp'), before, 'the idea after the refusal');
        await act(tess, 'idea.set-status', { id: 'lamp', status: 'open' });
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
      },
    ),

    test(
      '20 an idea that came closed takes no votes',
      { commands: ['vote.set'], seed: [makeIdea('done', { status: 'shipped' })] },
      async (stage) => {
        const ana = await stage.as('ana');
        const before = await read(ana, 'idea', 'done');
        await refused(ana, 'forbidden', 'vote.set', { subject: { kind: 'idea', id: 'done' }, value: 1 });
        equal(await read(ana, 'idea', 'done'), before, 'the idea after the refusal');
      },
    ),

    test(
      '20 a locked idea takes no votes and no comments',
      { commands: ['vote.set', 'comment.create', 'post.lock'], seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        await act(tess, 'post.lock', { ref: lamp, locked: true });
        const before = await read(ana, 'idea', 'lamp');
        await refused(ana, 'forbidden', 'vote.set', { subject: lamp, value: 1 });
        await refused(ana, 'forbidden', 'comment.create', { id: 'c', subject: lamp, body: 'Still' });
        equal(await read(ana, 'idea', 'lamp'), before, 'the idea after the refusals');
        await act(tess, 'post.lock', { ref: lamp, locked: false });
        await act(ana, 'vote.set', { subject: lamp, value: 1 });
      },
    ),

    test(
      '23 a poll with a single choice takes one option a person, the last one',
      { commands: ['ballot.set'], seed: [makePoll('one', 'single')] },
      async (stage) => {
        const [ana, ben] = [await stage.as('ana'), await stage.as('ben')];
        await refused(ana, 'invalid', 'ballot.set', { poll: 'one', options: ['red', 'blue'] });
        await act(ana, 'ballot.set', { poll: 'one', options: ['red'] });
        await act(ben, 'ballot.set', { poll: 'one', options: ['red'] });
        await act(ana, 'ballot.set', { poll: 'one', options: ['blue'] });
        equal(
          (await read(ana, 'poll', 'one')).tally,
          { voters: 2, options: { red: 1, green: 0, blue: 1 } },
          'the tally',
        );
        equal((await read(ana, 'ballot', ballotId('ana', 'one'))).options, ['blue'], 'the ballot');
      },
    ),

    test(
      '23 a poll with several choices counts each person once',
      { commands: ['ballot.set'], seed: [makePoll('many', 'multiple')] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'ballot.set', { poll: 'many', options: ['red', 'blue', 'red'] });
        equal(
          (await read(ana, 'poll', 'many')).tally,
          { voters: 1, options: { red: 1, green: 0, blue: 1 } },
          'the tally',
        );
        await act(ana, 'ballot.set', { poll: 'many', options: [] });
        equal(
          (await read(ana, 'poll', 'many')).tally,
          { voters: 0, options: { red: 0, green: 0, blue: 0 } },
          'the tally after taking it back',
        );
      },
    ),

    test(
      '23 a closed poll keeps its result',
      { commands: ['ballot.set', 'poll.close'], seed: [makePoll('one', 'single')] },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'ballot.set', { poll: 'one', options: ['red'] });
        const { changes } = await act(await stage.as('tess'), 'poll.close', { id: 'one' });
        const closed = putOf(changes, 'poll');
        await refused(ana, 'forbidden', 'ballot.set', { poll: 'one', options: ['blue'] });
        equal(await read(ana, 'poll', 'one'), closed, 'the poll after the refusal');
      },
    ),
  ],
};
