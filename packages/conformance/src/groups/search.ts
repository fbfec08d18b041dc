import { type Idea } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeIdea, seededAt } from '../seed.js';
import { act, idsOf } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');

export const search: Group = {
  name: 'Search and similar posts',
  tests: [
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
      '56 similar finds what is closed, by title or body, and leads from a merged idea to where it went',
      {
        commands: ['idea.merge'],
        kinds: ['idea'],
        similar: true,
        seed: [
          makeIdea('night', { title: 'Night theme', body: 'Something for tired eyes.', status: 'declined' }),
          makeIdea('gone', { title: 'Dark mode in the evening', mergedInto: 'night' }),
          makeIdea('export', { title: 'Export invoices' }),
        ],
      },
      async (stage) => {
        const reader = await stage.as('anonymous');
        for (const similar of ['Theme for the night', 'my eyes are tired', 'evening dark modes']) {
          const { items } = await reader.list({ kind: 'idea', board: 'ideas', similar });
          equal(idsOf(items), ['night'], `what is similar to “${similar}”`);
        }
      },
    ),
  ],
};

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
