import {
  command,
  errorCodes,
  RallyError,
  type Backend,
  type Command,
  type CommandInputs,
  type Idea,
  type Ref,
} from '@rallykit/core';
import { equal, fail, notJson, ok } from '../assert.js';
import { doerOf, furnished, recipeOrder, recipes } from '../recipes.js';
import { makeIdea, seededAt } from '../seed.js';
import { act, freshId, idsOf, putOf, read, refused, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';

const seed = furnished('ana');

const strings: Readonly<Record<string, string>> = {
  emoji: 'Family 👨‍👩‍👧‍👦 flag 🏳️‍🌈 tone 👍🏽',
  'right to left': 'رغبة في مصباح أفضل \u2067שלום\u2069',
  'combining marks': 'Zalgo Z̸̛̺a̶͎̎ and é as e\u0301',
  CJK: '更好的灯 電気スタンド 램프',
  'characters beyond the first plane': '𝒜𝓃 𐍈 𠮷',
  'quotes and markup': `'; DROP TABLE ideas; -- "x" <b>&amp;</b> \\n %s {{x}} $1 \``,
  'line ends and tabs': 'one\ntwo\r\nthree\tfour',
  'invisible characters': 'a\u200Bb\u2060c\uFEFFd\u00A0e',
  'no characters of their own': 'null undefined true 0 NaN [] {}',
};

export const values: Group = {
  name: 'Texts and values',
  tests: [
    ...Object.entries(strings).map(([what, text]) =>
      test(
        `50 ${what} come back as they were`,
        { commands: ['idea.create'], kinds: ['idea'] },
        async (stage) => {
          const ana = await stage.as('ana');
          await act(ana, 'idea.create', { id: 'text', board: 'ideas', title: text, body: text });
          const reader = await stage.as('anonymous');
          for (const idea of [
            await read(reader, 'idea', 'text'),
            (await reader.list({ kind: 'idea' })).items[0],
          ]) {
            equal([idea?.title, idea?.body], [text, text], 'title and body');
          }
        },
      ),
    ),

    test(
      '50 NUL and halves of surrogate pairs are refused',
      { commands: ['idea.create', 'comment.create'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        for (const bad of ['a\0b', 'a\uD800', '\uDC00b', 'a\uD83Db']) {
          await refused(ana, 'invalid', 'idea.create', { id: 'x', board: 'ideas', title: bad });
          await refused(ana, 'invalid', 'idea.create', { id: 'x', board: 'ideas', title: 'Fine', body: bad });
          await refused(ana, 'invalid', 'comment.create', {
            id: 'x',
            subject: { kind: 'idea', id: 'lamp' },
            body: bad,
          });
        }
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '51 lengths are in code points, up to the limit that is declared',
      { commands: ['idea.create', 'comment.create'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const { title, body } = stage.supports.limits;
        for (const [at, char] of ['a', 'ß', '灯', '😀'].entries()) {
          const full = {
            id: `full${at}`,
            board: 'ideas',
            title: char.repeat(title),
            body: char.repeat(body),
          };
          const { changes } = await act(ana, 'idea.create', full);
          equal([...putOf(changes, 'idea').title].length, title, `the length of a title of ${char}`);
          for (const field of ['title', 'body'] as const) {
            const { fields } = await refused(ana, 'invalid', 'idea.create', {
              ...full,
              id: 'x',
              [field]: `${full[field]}${char}`,
            });
            ok(fields && field in fields, `the refusal ought to name ${field}`);
          }
        }
        await refused(ana, 'invalid', 'comment.create', {
          id: 'x',
          subject: { kind: 'idea', id: 'lamp' },
          body: '😀'.repeat(body + 1),
        });
      },
    ),

    test(
      '54 search and similar leave out what is gone',
      {
        commands: ['post.remove'],
        kinds: ['idea', 'comment'],
        search: true,
        similar: true,
        totals: true,
        seed,
      },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const find = async () => [
          (await reader.list({ kind: 'idea', search: 'lamp', total: true })).total?.n,
          (await reader.list({ kind: 'comment', search: 'comment', total: true })).total?.n,
          (await reader.list({ kind: 'idea', similar: 'Idea lamp' })).items.length,
        ];
        equal(await find(), [1, 1, 1], 'what is found before');
        await act(await stage.as('ana'), 'post.remove', { ref: { kind: 'idea', id: 'lamp' } });
        equal(await find(), [0, 0, 0], 'what is found after the idea was removed');
      },
    ),

    test(
      '54 search finds each word by its beginning, whatever case and accents',
      { commands: ['idea.create', 'idea.edit'], kinds: ['idea'], search: true },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'idea.create', {
          id: 'cafe',
          board: 'ideas',
          title: 'Café mode',
          body: 'Quiet notifications',
        });
        await act(ana, 'idea.create', { id: 'percent', board: 'ideas', title: 'Show 100% and a_b' });
        const search = async (text: string) => idsOf((await ana.list({ kind: 'idea', search: text })).items);
        for (const text of ['cafe', 'CAFÉ', 'mod', 'quiet caf', 'notif mode'])
          equal(await search(text), ['cafe'], `search “${text}”`);
        for (const text of ['afe', 'cafe loud', 'ode x%']) equal(await search(text), [], `search “${text}”`);
        equal(await search('100'), ['percent'], 'search “100”');
        await act(ana, 'idea.edit', { id: 'cafe', revision: 1, title: 'Silent mode' });
        equal(await search('cafe'), [], 'search for a word that was edited away');
        equal(await search('silent'), ['cafe'], 'search for a word that was edited in');
      },
    ),

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
      '56 similar finds an edited duplicate among a thousand',
      { kinds: ['idea'], similar: true, seed: thousandIdeas() },
      async (stage) => {
        const reader = await stage.as('anonymous');
        const duplicates: [string, string][] = [
          ['Dark mode for the mobile app', 'dark'],
          ['dark theme at night in mobil app', 'dark'],
          ['export my invoices to a spreadsheet', 'export'],
          ['Exporting invoice as spreadsheets', 'export'],
          ['Please let us sign in with a passkey', 'passkey'],
        ];
        for (const [text, id] of duplicates) {
          const { items } = await reader.list({ kind: 'idea', board: 'ideas', similar: text });
          ok(
            idsOf(items).includes(id),
            `“${text}” ought to find ${id}; it finds ${items.map(({ title }) => title).join(' | ') || 'nothing'}`,
          );
        }
        equal(
          (await reader.list({ kind: 'idea', similar: 'zymurgy quokka' })).items,
          [],
          'what is similar to something else',
        );
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
  ok(Object.hasOwn(errorCodes, error.code), `${what}: ${error.code} is no code of the taxonomy`);
  equal(error.retry, errorCodes[error.code], `${what}: whether to retry ${error.code}`);
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

/** A thousand ideas, of which three are looked for. */
function thousandIdeas(): Idea[] {
  const acts = ['Sort', 'Colour', 'Print', 'Share', 'Group', 'Rename', 'Copy', 'Hide', 'Compare', 'Archive'];
  const things = [
    'recipes',
    'reports',
    'projects',
    'calendars',
    'photos',
    'contacts',
    'budgets',
    'playlists',
    'maps',
    'drafts',
  ];
  const ways = [
    'by owner',
    'per week',
    'from the menu',
    'with a shortcut',
    'in bulk',
    'by drag and drop',
    'as a team',
    'offline',
    'on tablets',
    'from email',
  ];
  const many = acts.flatMap((verb) =>
    things.flatMap((thing) => ways.map((way) => `${verb} ${thing} ${way}`)),
  );
  return [
    ...many.slice(0, 997).map((title, at) => makeIdea(`many${at}`, { title, createdAt: seededAt + at })),
    makeIdea('dark', { title: 'Dark mode in the mobile app', body: 'My eyes hurt at night.' }),
    makeIdea('export', {
      title: 'Export invoices as a spreadsheet',
      body: 'CSV or XLSX, for our accountant.',
    }),
    makeIdea('passkey', { title: 'Sign in with passkeys', body: 'Passwords are a pain.' }),
  ];
}
