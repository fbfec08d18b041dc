import {
  commandTypes,
  filters,
  protocol,
  sorts,
  type FilterName,
  type ListKind,
  type Query,
} from '@rallykit/core';
import { equal, ok, rejects } from '../assert.js';
import { actRecipe, doerOf, furnished, recipeOrder, recipes } from '../recipes.js';
import { makeBallot, makeFollow, makeIdea, makeMark, makeVote, seededAt } from '../seed.js';
import { act, refused, send, snapshot } from '../stage.js';
import { test, type Group, type Probe, type Test } from '../suite.js';
import type { Persona } from '../world.js';

const seed = furnished('ana');
const listKinds: readonly ListKind[] = [
  'goal',
  'board',
  'idea',
  'question',
  'answer',
  'comment',
  'poll',
  'update',
  'member',
  'vote',
  'ballot',
  'step',
  'follow',
  'notification',
  'mark',
  'audit',
];

const filterSamples: Required<Pick<Query, FilterName>> = {
  archived: true,
  since: 0,
  until: 1,
  votes: 1,
  unanswered: true,
};

/** Who finds something in lists that are not for everybody. */
const readers: { readonly [K in ListKind]?: Persona } = {
  audit: 'tess',
  vote: 'operator',
  ballot: 'operator',
  follow: 'operator',
  mark: 'operator',
};
const voted = [
  ...seed,
  makeVote('mia', { kind: 'idea', id: 'lamp' }),
  makeBallot('mia', 'colour', ['red']),
  makeFollow('mia', 'lamp'),
  makeMark('mia', seededAt),
];

export const manifest: Group = {
  name: 'What it says of itself',
  tests: [
    test('1 supports gives the same answer every time', { seed }, async (stage) => {
      const ana = await stage.as('ana');
      const before = await ana.supports();
      if (before.commands.includes('vote.set')) await act(ana, 'vote.set', recipes['vote.set']);
      equal(await ana.supports(), before, 'supports after an act');
      equal(await (await stage.as('anonymous')).supports(), before, 'supports of another connection');
    }),

    test('1 supports is of one piece', {}, async (stage) => {
      const { commands, kinds, live, limits, batch } = stage.supports;
      const backend = await stage.as('ana');
      ok(new Set(commands).size === commands.length, 'no command is declared twice');
      ok(new Set(kinds).size === kinds.length, 'no kind is declared twice');
      equal(
        commands.filter((type) => !commandTypes.includes(type)),
        [],
        'unknown commands',
      );
      ok(
        (live.mode === 'stream') === (backend.watch !== undefined),
        `live mode is ${live.mode}, so watch is there just if it is stream`,
      );
      for (const [name, limit] of Object.entries(limits))
        ok(Number.isInteger(limit) && limit > 0, `limit ${name} is a positive number`);
      ok(batch.max >= 1, 'a batch holds at least one command');
    }),

    test('1 there is something to list', {}, async ({ supports }) => {
      ok(
        supports.kinds.length > 0,
        'supports.kinds is empty, so nobody sees anything. Begin here: write a list (`idea` or `question`, and `board`) and ' +
          'the finders under `get`, and have createWorld fill the store with seed.communities. Then run this again',
      );
    }),

    test('3 it speaks this major version of the protocol', {}, async (stage) => {
      equal(
        (await (await stage.as('anonymous')).supports()).protocol.major,
        protocol.major,
        'protocol.major',
      );
    }),

    ...recipeOrder.map((type) =>
      test(`1 ${type} is declared and works`, { commands: [type], seed }, async (stage) => {
        const { changes } = await actRecipe(await stage.as(doerOf(type)), type);
        ok(changes.length > 0, `${type} ought to change something`);
      }),
    ),

    ...listKinds.map((kind) =>
      test(`1 a list of ${kind} is declared and works`, { kinds: [kind], seed: voted }, async (stage) => {
        const reader = readers[kind] ?? 'anonymous';
        const { items } = await (await stage.as(reader)).list({ kind });
        ok(
          items.every((item) => item.kind === kind),
          `all items ought to be of kind ${kind}`,
        );
        ok(
          items.length > 0,
          `the seeded ${kind} ought to be listed. Does createWorld put seed.communities into the store, and does the list read there?`,
        );
      }),
    ),
  ],
};

/** The opposite checks: for each thing that a backend does not have, that it says so and does nothing. */
export function opposites({ supports, against }: Probe): Group {
  const tests: Test[] = [
    ...recipeOrder
      .filter((type) => !supports.commands.includes(type))
      .map((type) =>
        test(
          `2 ${type} is not declared: answers not-supported and changes nothing`,
          { seed },
          async (stage) => {
            const backend = await stage.as(doerOf(type));
            const before = await snapshot(stage);
            await refused(backend, 'not-supported', type, recipes[type]);
            equal(await snapshot(stage), before, 'the community after the refusal');
            ok(!(await backend.viewer()).may.includes(type), `viewer.may ought to leave ${type} out`);
          },
        ),
      ),
    ...listKinds
      .filter((kind) => !supports.kinds.includes(kind))
      .map((kind) =>
        test(`2 a list of ${kind} is not declared: rejects with not-supported`, { seed }, async (stage) => {
          await rejects((await stage.as('ana')).list({ kind }), 'not-supported', `list ${kind}`);
        }),
      ),
    ...sorts
      .filter((sort) => !supports.sorts.includes(sort))
      .map((sort) =>
        test(
          `2 the order ${sort} is not declared: rejects with not-supported`,
          { kinds: ['idea'], seed },
          async (stage) => {
            await rejects(
              (await stage.as('ana')).list({ kind: 'idea', sort }),
              'not-supported',
              `sort ${sort}`,
            );
          },
        ),
      ),
    ...filters
      .filter((filter) => !supports.filters.includes(filter))
      .map((filter) =>
        test(
          `2 a list by ${filter} is not declared: rejects with not-supported`,
          { kinds: ['idea'], seed },
          async (stage) => {
            const asked = { kind: 'idea', [filter]: filterSamples[filter] } as const;
            await rejects((await stage.as('ana')).list(asked), 'not-supported', `a list by ${filter}`);
          },
        ),
      ),
  ];
  const lacks = (what: string, field: 'search' | 'similar') =>
    test(
      `2 ${what} is not declared: rejects with not-supported`,
      { kinds: ['idea'], seed },
      async (stage) => {
        await rejects((await stage.as('ana')).list({ kind: 'idea', [field]: 'lamp' }), 'not-supported', what);
      },
    );
  if (!supports.search) tests.push(lacks('search', 'search'));
  if (!supports.similar) tests.push(lacks('similar posts', 'similar'));
  if (!supports.voters) {
    tests.push(
      test(
        '2 who voted is not declared: rejects with not-supported',
        { kinds: ['member'], seed },
        async (stage) => {
          const voted = { kind: 'idea', id: 'lamp' } as const;
          await rejects(
            (await stage.as('ana')).list({ kind: 'member', voted }),
            'not-supported',
            'who voted',
          );
        },
      ),
    );
  }
  if (!supports.reasons) {
    tests.push(
      test(
        '2 why somebody voted is not declared: a vote with a reason answers not-supported and changes nothing',
        { commands: ['vote.set'], seed },
        async (stage) => {
          const before = await snapshot(stage);
          const explained = { ...recipes['vote.set'], reason: 'It is dark.' };
          await refused(await stage.as('ana'), 'not-supported', 'vote.set', explained);
          equal(await snapshot(stage), before, 'the community after the refusal');
        },
      ),
    );
  }
  if (supports.totals === 'none') {
    tests.push(
      test('2 totals are not declared: a page has none', { kinds: ['idea'], seed }, async (stage) => {
        const page = await (await stage.as('ana')).list({ kind: 'idea', total: true });
        ok(page.total === undefined, 'the page ought to have no total');
      }),
    );
  }
  if (!against) {
    tests.push(
      test(
        '2 no board takes votes against: one is refused as invalid and changes nothing',
        { commands: ['vote.set'], seed: [makeIdea('a', { board: 'process', status: 'proposed' })] },
        async (stage) => {
          const before = await snapshot(stage);
          const subject = { kind: 'idea', id: 'a' } as const;
          await refused(await stage.as('ana'), 'invalid', 'vote.set', { subject, value: -1 });
          equal(await snapshot(stage), before, 'the community after the refusal');
        },
      ),
    );
  }
  if (supports.idempotency.retentionMs === 0) {
    tests.push(
      test(
        '2 memory of commands is not declared: nothing is called replayed',
        { commands: ['vote.set'], seed },
        async (stage) => {
          const ana = await stage.as('ana');
          await send(ana, 'vote.set', recipes['vote.set'], 'twice');
          const receipt = await send(ana, 'vote.set', recipes['vote.set'], 'twice');
          ok(receipt.error ?? !receipt.replayed, 'the second receipt ought not to say replayed');
        },
      ),
    );
  }
  return { name: 'What it does not do', tests };
}
