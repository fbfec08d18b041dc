import { encodeCursor, RallyError, type Cursor } from '@rallykit/core';
import { count, listing, mutant, type Mutant } from './mutant.js';

export const lists: readonly Mutant[] = [
  mutant(
    'skips an item after each page',
    ['25', '26'],
    listing(async (query, list) => {
      const page = await list(query);
      return query.after ? { ...page, items: page.items.slice(1) } : page;
    }),
  ),
  mutant(
    'repeats an item on the next page',
    '25',
    listing(async (query, list) => {
      const page = await list(query);
      const [before] = query.after ? (await list({ kind: query.kind, first: 1 })).items : [];
      return before ? { ...page, items: [before, ...page.items] } : page;
    }),
  ),
  mutant(
    'pages by position',
    '26',
    listing(async (query, list) => {
      if (query.kind !== 'idea' || query.similar !== undefined) return list(query);
      const { after, first = 20, ...rest } = query;
      const all = await list({ ...rest, first: 100 });
      const start = after ? Number(after) : 0;
      const { next: _, ...page } = all;
      return {
        ...page,
        items: all.items.slice(start, start + first),
        ...(start + first < all.items.length && { next: String(start + first) as Cursor }),
      };
    }),
  ),
  mutant(
    'pages by the last entity, which has to be there',
    '27',
    listing(async (query, list) => {
      if (query.kind !== 'idea' || query.similar !== undefined) return list(query);
      const { after, first = 20, ...rest } = query;
      const { next: _, ...all } = await list({ ...rest, first: 100 });
      const at = after ? all.items.findIndex(({ id }) => id === after) : -1;
      if (after && at < 0)
        throw new RallyError('invalid', 'No such page.', { fields: { after: 'No such page.' } });
      const items = all.items.slice(at + 1, at + 1 + first);
      return {
        ...all,
        items,
        ...(at + 1 + first < all.items.length && { next: items.at(-1)!.id as Cursor }),
      };
    }),
  ),
  mutant(
    'starts again when a cursor is wrong',
    '28',
    listing(async (query, list) => {
      const { after: _, ...rest } = query;
      return list(query).catch(() => list(rest));
    }),
  ),
  mutant(
    'takes the cursor of another list',
    '28 a cursor of another list',
    listing(async (query, list) => {
      const { after, ...rest } = query;
      return list(query).catch((error: unknown) => {
        if (!after || after.length < 20) throw error;
        return list(rest);
      });
    }),
  ),
  mutant(
    'breaks ties as it likes',
    '25 29',
    listing(async (query, list) => {
      const page = await list(query);
      const shaken = [...page.items].sort((a, b) => (a.createdAt === b.createdAt ? (count() % 3) - 1 : 0));
      return { ...page, items: shaken };
    }),
  ),
  mutant(
    'orders by talk as by votes',
    '29 in the order discussed',
    listing(async (query, list) => list(query.sort === 'discussed' ? { ...query, sort: 'top' } : query)),
  ),
  mutant(
    'takes a vote for activity',
    '29 in the order active',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.sort !== 'active') return page;
      return { ...page, items: [...page.items].sort((a, b) => b.updatedAt - a.updatedAt) };
    }),
  ),
  mutant(
    'ignores a filter',
    '25 whatever',
    listing(async ({ tags: _, ...query }, list) => list(query)),
  ),
  mutant(
    'has a next page after the last',
    '30',
    listing(async (query, list) => {
      const page = await list(query);
      const last = page.items.at(-1);
      return last && query.similar === undefined ? { ...page, next: encodeCursor(query, last) } : page;
    }),
  ),
  mutant(
    'shortens pages that are too long',
    '30 a page that is too long',
    listing(async (query, list) =>
      list({
        ...query,
        ...(query.first !== undefined && { first: Math.max(0, Math.min(100, Math.floor(query.first))) }),
      }),
    ),
  ),
  mutant(
    'counts the page, not the list',
    '30 a total',
    listing(async (query, list) => {
      const page = await list(query);
      return page.total ? { ...page, total: { n: page.items.length, exact: true } } : page;
    }),
  ),
  mutant(
    'reads from a copy that lags',
    '31',
    listing(async (query, list, { shared, persona }) => {
      const key = persona + JSON.stringify(query);
      const before = shared.get(key) as Awaited<ReturnType<typeof list>> | undefined;
      const page = await list(query);
      shared.set(key, page);
      return before ?? page;
    }),
  ),
  mutant(
    'mixes up mine and everybody’s',
    '31 a list by',
    listing(async ({ mine: _, ...query }, list) => list(query)),
  ),
];
