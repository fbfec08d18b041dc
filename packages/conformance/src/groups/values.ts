import {
  command,
  errorCodes,
  retryOf,
  RallyError,
  type Backend,
  type Command,
  type CommandInputs,
  type Ref,
} from '@rallykit/core';
import { equal, fail, notJson, ok, rejects } from '../assert.js';
import { doerOf, furnished, recipeOrder, recipes } from '../recipes.js';
import { act, freshId, putOf, read, refused, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';

const seed = furnished('ana');

export const values: Group = {
  name: 'Values and refusals',
  tests: [
    test('55 inputs are not changed', { commands: ['idea.create'], kinds: ['idea'], seed }, async (stage) => {
      const ana = await stage.as('ana');
      const commands = [
        frozen(command(freshId(), 'idea.create', { ...recipes['idea.create'], tags: ['mobile'] })),
      ];
      const refs: Ref[] = [{ kind: 'idea', id: 'lamp' }];
      const query = { kind: 'idea', status: ['open', 'planned'], tags: ['mobile'], first: 5 } as const;
      const copies = structuredClone([commands, refs, query]);
      // Frozen: whoever writes to them fails at once.
      equal(
        (await ana.apply(frozen(commands)))[0]?.error?.message,
        undefined,
        'the refusal of a frozen command',
      );
      await ana.get(frozen(refs));
      await ana.list(frozen(query));
      equal([commands, refs, query], copies, 'the inputs');
    }),

    test(
      '55 changing an input or an answer later changes nothing in the store',
      { commands: ['idea.create'], kinds: ['idea'] },
      async (stage) => {
        const ana = await stage.as('ana');
        const input = { id: 'new', board: 'ideas', title: 'A shelf', tags: ['mobile'] };
        const { changes } = await act(ana, 'idea.create', input);
        input.title = 'Changed';
        input.tags.push('import');
        const before = structuredClone(await read(ana, 'idea', 'new'));
        equal([before.title, before.tags], ['A shelf', ['mobile']], 'title and tags');
        const answers = [
          putOf(changes, 'idea'),
          await read(ana, 'idea', 'new'),
          (await ana.list({ kind: 'idea' })).items[0]!,
        ];
        for (const answer of answers) scribble(answer);
        equal(await read(ana, 'idea', 'new'), before, 'the idea');
      },
    ),

    test(
      '55 all answers are plain JSON',
      { commands: ['idea.create', 'vote.set'], kinds: ['idea'], live: true, seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const watcher = await watch(stage, ana);
        const receipts = await ana.apply([command(freshId(), 'idea.create', recipes['idea.create'])]);
        await act(ana, 'vote.set', recipes['vote.set']);
        await watcher.has('idea', 'lamp');
        const answers = {
          supports: await ana.supports(),
          viewer: await ana.viewer(),
          receipts,
          get: await ana.get([
            { kind: 'idea', id: 'lamp' },
            { kind: 'idea', id: 'nowhere' },
            { kind: 'board', id: 'ideas' },
          ]),
          list: await ana.list({ kind: 'idea', total: true }),
          events: watcher.events,
        };
        await watcher.stop();
        equal(notJson(withoutUndefined(answers)), [], 'what is not plain JSON');
      },
    ),

    test(
      '46 whatever is sent, refusals are of the taxonomy, and nothing changes',
      { kinds: ['idea'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        for (const [what, call] of nonsense(ana)) {
          try {
            const answer = await call();
            for (const receipt of Array.isArray(answer) ? answer : []) {
              if (receipt && typeof receipt === 'object' && 'error' in receipt) known(receipt.error, what);
            }
          } catch (error) {
            known(error, what);
          }
        }
        equal(await snapshot(stage), before, 'the community');
      },
    ),

    test(
      '46 a malformed command is refused as invalid',
      { commands: ['vote.set', 'idea.create'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        for (const input of [null, 7, 'x', [], {}]) {
          await refused(ana, 'invalid', 'vote.set', input as unknown as CommandInputs['vote.set']);
        }
        await refused(ana, ['invalid', 'not-supported'], 'vote.increment' as 'vote.set', recipes['vote.set']);
      },
    ),

    test(
      '46 what is no command is refused as invalid, with all that came along',
      { commands: ['vote.set'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const before = await snapshot(stage);
        const vote = command(freshId(), 'vote.set', recipes['vote.set']);
        for (const none of [null, 7, {}, { id: freshId() }, { ...vote, id: 7 }]) {
          const what = `a list with ${JSON.stringify(none)}`;
          const { fields } = await rejects(ana.apply([vote, none as Command]), 'invalid', what);
          ok(Object.keys(fields ?? {}).length > 0, `${what}: fields ought to say what is wrong`);
        }
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test('46 an act that finds nothing to act on is refused in the taxonomy', {}, async (stage) => {
      for (const type of recipeOrder) {
        const receipts = await (
          await stage.as(doerOf(type))
        ).apply([command(freshId(), type, recipes[type])]);
        for (const { error } of receipts) if (error) known(error, type);
      }
    }),
  ],
};

function known(error: unknown, what: string): void {
  if (!RallyError.is(error))
    fail(`${what}: ought to be refused with a RallyError, but threw ${String(error)}`);
  ok(errorCodes.includes(error.code), `${what}: ${error.code} is no code of the taxonomy`);
  equal(error.retry, retryOf(error.code), `${what}: whether to retry ${error.code}`);
  ok(error.message.length > 0, `${what}: the refusal ought to have a message`);
}

function* nonsense(backend: Backend): Iterable<[string, () => Promise<unknown>]> {
  const odd = [
    null,
    7,
    'x',
    [],
    {},
    [[]],
    { kind: 'nope', id: 'x' },
    { kind: 'idea' },
    { kind: 'idea', id: '../x' },
  ];
  for (const value of odd) {
    const text = JSON.stringify(value);
    yield [`get([${text}])`, () => backend.get([value as Ref])];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      yield [`list(${text})`, () => backend.list(value as { kind: 'idea' })];
      yield [
        `list of ideas with ${text}`,
        () => backend.list({ ...(value as object), kind: 'idea', first: 'x' as unknown as number }),
      ];
    }
    yield [
      `apply with input ${text}`,
      () => backend.apply([{ id: freshId(), type: 'idea.create', input: value } as unknown as Command]),
    ];
    yield [
      `apply with id ${text}`,
      () => backend.apply([{ id: value, type: 'vote.set', input: {} } as unknown as Command]),
    ];
  }
  yield ['list of votes', () => backend.list({ kind: 'vote' as 'idea' })];
  yield ['list in no known order', () => backend.list({ kind: 'idea', sort: 'best' as 'top' })];
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** Writes over an answer, as far as it lets itself be written over. */
function scribble(entity: object): void {
  for (const work of [
    () => Object.assign(entity, { title: 'Scribbled' }),
    () => (entity as { tags: string[] }).tags.push('import'),
  ]) {
    try {
      work();
    } catch {
      // Frozen answers are safe from this.
    }
  }
}

/** Fields that are set to undefined are not sent as JSON, so they do not count. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, withoutUndefined(inner)]),
  );
}
